//! The mail that brings a key to the desk.

use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};

/// Here is your key to the desk.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Around it.
    pub head: Letterhead,
    /// The page with the button that signs in.
    pub link: String,
}

trio!(
    SignIn,
    "mail/sign_in.subject.txt",
    "mail/sign_in.txt",
    "mail/sign_in.html"
);

impl SignIn {
    /// Renders the mail.
    pub fn render(&self) -> Result<Mail, RenderError> {
        self.render_trio()
    }
}

#[cfg(test)]
mod tests {
    use crate::samples;

    #[test]
    fn a_key_says_how_long_it_works_and_what_to_do_with_one_nobody_asked_for() {
        let mail = samples::sign_in().render().unwrap();
        assert_eq!(
            mail.subject,
            "Votre lien pour entrer dans le bureau portrea (Lannion-Trégor Communauté)"
        );
        insta::assert_snapshot!(mail.text, @"
        Bonjour Jeanne Le Goff,

        Voici votre lien pour entrer dans le bureau portrea :
        https://portrea.exemple.fr/bureau/connexion/token

        La page qui s’ouvre a un seul bouton : appuyez dessus pour entrer. Le lien fonctionne une seule fois, pendant 24 heures.

        Vous n’avez rien demandé ? Ignorez ce message : personne ne peut entrer sans ce lien. Ne le transférez pas.

        Maël Kerambrun
        Lannion-Trégor Communauté
        Une question ? Répondez à ce message, ou écrivez à mael@exemple.invalid.

        —
        Vous recevez ce message parce que vous l’avez demandé, ou parce que vous avez répondu. Il concerne l’inventaire de l’aide au numérique de Lannion-Trégor Communauté.
        ");
    }
}
