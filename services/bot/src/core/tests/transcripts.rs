//! Exchanges to read.

use insta::assert_snapshot;
use portrea_domain::questionnaire::SectionKey;

use super::world::{TOKEN, World};
use crate::core::{Incoming, Place, Unread};

#[test]
fn whoever_brings_their_link_may_say_that_everything_is_exact() {
    let mut world = World::stranger();
    world
        .types("bonjour")
        .types(&format!("https://portrea.exemple.fr/f/{TOKEN}"))
        .presses("Tout est exact");
    assert_snapshot!(world.transcript(), @r#"
    > bonjour
      *Bonjour.*
      Ici, vous pouvez tenir à jour la fiche de votre lieu en répondant à quelques questions.
      Pour savoir de quel lieu nous parlons, j’ai besoin du lien personnel que vous avez reçu par mail : ouvrez-le et touchez « Continuer par messages », ou copiez ici son adresse entière.
      [Aide]
    > https://portrea.exemple.fr/f/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE
      Bonjour Jeanne Le Goff.
      *Mairie de Bégard*
      *Le lieu (incertain)*
      Type de lieu : Mairie
      Ce lieu accueille-t-il toujours du public ? Oui, il est ouvert
      Commune : Bégard
      *Comment le joindre (incertain)*
      Téléphone public : 02 96 45 20 19
      *Les horaires d’ouverture (incertain)*
      Horaires d’ouverture au public : du lundi au vendredi : 9 h – 12 h
      *L’aide proposée (incertain)*
      Aucune aide n’est indiquée.
      *Les publics accueillis (incertain)*
      Rien n’est indiqué.
      *Les conditions d’accès (incertain)*
      Rien n’est indiqué.
      *Les moyens du lieu (incertain)*
      Rien n’est indiqué.
      *Les personnes qui aident (incertain)*
      Rien n’est indiqué.
      [Tout est exact]
      [Modifier] [Menu]
      (Ouvrir le formulaire)
    > [Tout est exact]
      Merci. La fiche « Mairie de Bégard » est vérifiée par vous aujourd’hui, sans changement.
      *Menu*
      Voici vos fiches. Laquelle regardons-nous ?
      [Fiche : Mairie de Bégard]
      [Réunion : Présentation de la démarche]
      [Aide] [Pause]
      (Voir la fiche publique)
    "#);
}

#[test]
fn hours_are_typed_in_french_and_confirmed() {
    let mut world = World::jeanne();
    world
        .presses_menu()
        .presses("Fiche : Mairie de Bégard")
        .presses("Modifier");
    world.transcript();
    world
        .presses("Les horaires d’ouverture")
        .types("le matin")
        .types("lundi et jeudi 9h-12h, samedi 10h-12h")
        .types("oui")
        .presses("C’est tout")
        .presses("Publier mes changements seulement");
    assert_snapshot!(world.transcript(), @r#"
    > [Les horaires d’ouverture]
      *Horaires d’ouverture au public*
      Aujourd’hui : du lundi au vendredi : 9 h – 12 h
      Écrivez les jours et les heures, par exemple : du lundi au vendredi 9 h – 12 h et 14 h – 17 h, samedi 10 h – 12 h.
      [Ne change pas] [Effacer] [C’est tout] [Menu]
      (Ouvrir le formulaire)
    > le matin
      « matin » : il manque les heures.
      *Horaires d’ouverture au public*
      Aujourd’hui : du lundi au vendredi : 9 h – 12 h
      Écrivez les jours et les heures, par exemple : du lundi au vendredi 9 h – 12 h et 14 h – 17 h, samedi 10 h – 12 h.
      [Ne change pas] [Effacer] [C’est tout] [Menu]
      (Ouvrir le formulaire)
    > lundi et jeudi 9h-12h, samedi 10h-12h
      J’ai compris : lundi et jeudi : 9 h – 12 h ; samedi : 10 h – 12 h.
      Les autres jours seront affichés fermés.
      C’est bien cela ?
      [Oui, c’est cela] [Non, je recommence]
      [Menu]
      (Ouvrir le formulaire)
    > oui
      *Horaires pendant les vacances scolaires*
      Seulement s’ils changent pendant les vacances.
      Écrivez les jours et les heures, par exemple : du lundi au vendredi 9 h – 12 h et 14 h – 17 h, samedi 10 h – 12 h.
      [Passer] [C’est tout] [Menu]
      (Ouvrir le formulaire)
    > [C’est tout]
      C’est noté. Voici la fiche maintenant :
      *Mairie de Bégard*
      *Le lieu (incertain)*
      Type de lieu : Mairie
      Ce lieu accueille-t-il toujours du public ? Oui, il est ouvert
      Commune : Bégard
      *Comment le joindre (incertain)*
      Téléphone public : 02 96 45 20 19
      *Les horaires d’ouverture (modifié, pas encore publié)*
      Horaires d’ouverture au public : lundi et jeudi : 9 h – 12 h ; samedi : 10 h – 12 h
      *L’aide proposée (incertain)*
      Aucune aide n’est indiquée.
      *Les publics accueillis (incertain)*
      Rien n’est indiqué.
      *Les conditions d’accès (incertain)*
      Rien n’est indiqué.
      *Les moyens du lieu (incertain)*
      Rien n’est indiqué.
      *Les personnes qui aident (incertain)*
      Rien n’est indiqué.
      Vos changements ne sont pas encore publiés.
      [Publier, et le reste est exact]
      [Publier mes changements seulement]
      [Modifier] [Menu]
      (Ouvrir le formulaire)
    > [Publier mes changements seulement]
      Merci. La fiche « Mairie de Bégard » est publiée, avec un changement.
      *Menu*
      Voici vos fiches. Laquelle regardons-nous ?
      [Fiche : Mairie de Bégard]
      [Réunion : Présentation de la démarche]
      [Aide] [Pause]
      (Voir la fiche publique)
    "#);
}

#[test]
fn a_service_is_added_in_a_few_answers() {
    let mut world = World::jeanne();
    world
        .presses_menu()
        .presses("Fiche : Mairie de Bégard")
        .presses("Modifier")
        .presses("L’aide proposée");
    world.transcript();
    world
        .presses("Ajouter une aide")
        .presses("Être aidé·e dans ses démarches")
        .types("Permanence numérique")
        .presses("Passer")
        .presses("Accompagnement individuel")
        .types("gratuit")
        .types("3,5")
        .presses("C’est tout")
        .presses("C’est tout");
    assert_snapshot!(world.transcript(), @r#"
    > [Ajouter une aide]
      *Ajouter une aide*
      De quelle aide s’agit-il ?
      [Être informé·e et orienté·e]
      [Accéder à un ordinateur, à internet]
      [Dépanner ou trouver du matériel]
      [Être aidé·e dans ses démarches]
      [Apprendre à se servir du numérique]
      [Retour] [Menu]
      (Ouvrir le formulaire)
    > [Être aidé·e dans ses démarches]
      *Nom du service*
      Par exemple : permanence numérique, point d’accès internet.
      Écrivez votre réponse.
      [Garder « Être aidé·e dans ses démarches »]
      [Menu]
      (Ouvrir le formulaire)
    > Permanence numérique
      *En quelques mots*
      Écrivez votre réponse.
      [Passer] [C’est tout] [Menu]
      (Ouvrir le formulaire)
    > [Passer]
      *Seul ou en groupe ?*
      [Accompagnement individuel]
      [Atelier collectif]
      [Les deux]
      [Passer] [C’est tout] [Menu]
      (Ouvrir le formulaire)
    > [Accompagnement individuel]
      *Est-ce gratuit ?*
      [Gratuit]
      [Gratuit sous condition]
      [Payant]
      [Passer] [C’est tout] [Menu]
      (Ouvrir le formulaire)
    > gratuit
      *Heures d’aide par semaine*
      Temps passé à aider aux démarches en ligne, en moyenne.
      Écrivez un nombre.
      [Passer] [C’est tout] [Menu]
      (Ouvrir le formulaire)
    > 3,5
      *Heures de ce service par semaine, toutes demandes comprises*
      Écrivez un nombre.
      [Passer] [C’est tout] [Menu]
      (Ouvrir le formulaire)
    > [C’est tout]
      *L’aide proposée*
      Touchez une aide pour la modifier ou la retirer.
      [Permanence numérique]
      [Ajouter une aide]
      [C’est tout] [Menu]
      (Ouvrir le formulaire)
    > [C’est tout]
      *Mairie de Bégard*
      *Le lieu (incertain)*
      Type de lieu : Mairie
      Ce lieu accueille-t-il toujours du public ? Oui, il est ouvert
      Commune : Bégard
      *Comment le joindre (incertain)*
      Téléphone public : 02 96 45 20 19
      *Les horaires d’ouverture (incertain)*
      Horaires d’ouverture au public : du lundi au vendredi : 9 h – 12 h
      *L’aide proposée (modifié, pas encore publié)*
      – Permanence numérique ; Être aidé·e dans ses démarches ; Accompagnement individuel ; Gratuit ; 3,5 heures d’aide par semaine
      *Les publics accueillis (incertain)*
      Rien n’est indiqué.
      *Les conditions d’accès (incertain)*
      Rien n’est indiqué.
      *Les moyens du lieu (incertain)*
      Rien n’est indiqué.
      *Les personnes qui aident (incertain)*
      Rien n’est indiqué.
      Vos changements ne sont pas encore publiés.
      [Publier, et le reste est exact]
      [Publier mes changements seulement]
      [Modifier] [Menu]
      (Ouvrir le formulaire)
    "#);
}

#[test]
fn a_service_is_withdrawn_after_a_question() {
    let mut world = World::jeanne();
    world
        .presses_menu()
        .presses("Fiche : Mairie de Bégard")
        .presses("Modifier")
        .presses("L’aide proposée");
    world
        .presses("Ajouter une aide")
        .presses("Accéder à un ordinateur, à internet");
    world
        .presses("Garder « Accéder à un ordinateur, à internet »")
        .types("menu");
    world
        .presses("Fiche : Mairie de Bégard")
        .presses("Modifier")
        .presses("L’aide proposée");
    world.transcript();
    world
        .presses("Accéder à un ordinateur, à internet")
        .presses("Retirer cette aide")
        .types("oui");
    assert_snapshot!(world.transcript(), @r#"
    > [Accéder à un ordinateur, à internet]
      *Accéder à un ordinateur, à internet*
      Accéder à un ordinateur, à internet
      [Modifier cette aide]
      [Retirer cette aide]
      [Retour] [Menu]
      (Ouvrir le formulaire)
    > [Retirer cette aide]
      *Accéder à un ordinateur, à internet*
      Cette aide n’existe plus ? Elle disparaîtra de la fiche quand vous publierez.
      [Oui, la retirer]
      [Non, la garder]
      (Ouvrir le formulaire)
    > oui
      C’est noté : cette aide disparaîtra de la fiche quand vous publierez.
      *L’aide proposée*
      Aucune aide n’est indiquée. Quelle aide trouve-t-on ici ?
      [Ajouter une aide]
      [C’est tout] [Menu]
      (Ouvrir le formulaire)
    "#);
}

#[test]
fn two_misunderstandings_bring_the_menu_and_the_question_is_not_lost() {
    let mut world = World::jeanne();
    world
        .presses_menu()
        .presses("Fiche : Mairie de Bégard")
        .presses("Modifier")
        .presses("Comment le joindre");
    world.transcript();
    world
        .types("appelez Jeanne")
        .types("le matin")
        .presses("Reprendre : Comment le joindre");
    assert_snapshot!(world.transcript(), @r#"
    > appelez Jeanne
      Ce numéro de téléphone n’est pas complet. Exemple : 02 99 12 34 56.
      *Téléphone public*
      Celui que les habitants peuvent appeler.
      Aujourd’hui : 02 96 45 20 19
      Écrivez votre réponse.
      [Ne change pas] [Effacer] [C’est tout] [Menu]
      (Ouvrir le formulaire)
    > le matin
      Ce numéro de téléphone n’est pas complet. Exemple : 02 99 12 34 56.
      Ce n’est pas grave : vos autres réponses sont gardées. Reprenez quand vous voulez, ou passez par le formulaire.
      *Menu*
      Voici vos fiches. Laquelle regardons-nous ?
      [Reprendre : Comment le joindre]
      [Fiche : Mairie de Bégard]
      [Réunion : Présentation de la démarche]
      [Aide] [Pause]
      (Ouvrir le formulaire)
    > [Reprendre : Comment le joindre]
      *Téléphone public*
      Celui que les habitants peuvent appeler.
      Aujourd’hui : 02 96 45 20 19
      Écrivez votre réponse.
      [Ne change pas] [Effacer] [C’est tout] [Menu]
      (Ouvrir le formulaire)
    "#);
}

#[test]
fn a_pause_asks_nothing_and_ends_when_the_person_wants() {
    let mut world = World::jeanne();
    world
        .presses_menu()
        .presses("Fiche : Mairie de Bégard")
        .presses("Modifier")
        .presses("Comment le joindre");
    world.transcript();
    world
        .types("STOP")
        .types("il fait beau")
        .presses("Reprendre");
    assert_snapshot!(world.transcript(), @r#"
    > STOP
      *La conversation est en pause.*
      Je ne vous demande plus rien, et vos réponses sont gardées. Pour reprendre, touchez un bouton ou écrivez « menu ».
      [Reprendre]
      [Menu]
    > il fait beau
      *La conversation est en pause.*
      Je ne vous demande plus rien, et vos réponses sont gardées. Pour reprendre, touchez un bouton ou écrivez « menu ».
      [Reprendre]
      [Menu]
    > [Reprendre]
      *Téléphone public*
      Celui que les habitants peuvent appeler.
      Aujourd’hui : 02 96 45 20 19
      Écrivez votre réponse.
      [Ne change pas] [Effacer] [C’est tout] [Menu]
      (Ouvrir le formulaire)
    "#);
}

#[test]
fn an_old_button_is_answered_kindly_and_changes_nothing() {
    let mut world = World::jeanne();
    world.presses_menu().presses("Fiche : Mairie de Bégard");
    let old = world.last.taps[0][0].data.clone();
    world.presses("Modifier").presses("Les publics accueillis");
    world.transcript();
    world.comes_in(Incoming::Tap(old));
    assert_snapshot!(world.transcript(), @r#"
    Ce bouton date d’une question passée : il ne fait plus rien. Voici où nous en sommes.
    *Qui est accueilli ?*
    Cochez tout ce qui convient.
    [Tout le monde]
    [Jeunes]
    [Étudiants]
    [Familles, enfants]
    [Seniors]
    [Personnes en recherche d’emploi]
    [Bénéficiaires de minima sociaux]
    [Personnes en situation de handicap]
    [Personnes qui parlent peu le français]
    [Femmes]
    [D’autres personnes]
    [Passer] [C’est tout] [Menu]
    (Ouvrir le formulaire)
    "#);
    assert!(world.listing().listing.verifications.is_empty());
}

#[test]
fn nobody_vouches_for_what_changed_behind_their_back() {
    let mut world = World::jeanne();
    world.presses_menu().presses("Fiche : Mairie de Bégard");
    world.listing().listing.document.set(
        "contact.phone".parse().unwrap(),
        Some("02 96 00 00 00".into()),
    );
    world.transcript();
    world.presses("Tout est exact");
    assert!(
        world
            .transcript()
            .contains("La fiche a changé depuis que je vous l’ai montrée.")
    );
    assert!(world.listing().listing.verifications.is_empty());
    world.presses("Tout est exact");
    assert_eq!(
        world.listing().listing.verifications.len(),
        SectionKey::ALL.len()
    );
}

#[test]
fn choices_are_ticked_by_pressing_or_by_writing() {
    let mut world = World::jeanne();
    world
        .presses_menu()
        .presses("Fiche : Mairie de Bégard")
        .presses("Modifier")
        .presses("Les publics accueillis");
    world
        .types("Séniors, jeunes")
        .presses("Retirer : Seniors")
        .presses("Étudiants")
        .presses("C’est bon");
    let served = world
        .listing()
        .listing
        .document
        .get(&"publics.served".parse().unwrap())
        .cloned();
    assert_eq!(served.unwrap().as_many(), ["jeunes", "etudiants"]);
}

#[test]
fn publish_is_a_word_and_vouches_for_the_changes_alone() {
    let mut world = World::jeanne();
    world
        .presses_menu()
        .presses("Fiche : Mairie de Bégard")
        .types("publier");
    assert!(world.transcript().contains("Rien n’attend d’être publié"));
    world
        .presses("Modifier")
        .presses("Comment le joindre")
        .types("02 96 00 00 00");
    world
        .types("menu")
        .presses("Fiche : Mairie de Bégard")
        .types("Publier");
    assert!(
        world
            .transcript()
            .contains("est publiée, avec un changement.")
    );
    let verified: Vec<_> = world
        .listing()
        .listing
        .verifications
        .iter()
        .map(|verification| verification.section)
        .collect();
    assert_eq!(verified, [SectionKey::Contact]);
}

#[test]
fn an_invitation_is_answered_with_a_yes() {
    let mut world = World::jeanne();
    world.presses_menu();
    world.transcript();
    world
        .presses("Réunion : Présentation de la démarche")
        .types("Oui");
    assert_snapshot!(world.transcript(), @r#"
    > [Réunion : Présentation de la démarche]
      *Présentation de la démarche*
      Mardi 17 mars 2026, de 14 h à 16 h
      Salle des fêtes de Bégard
      [Oui, je viens]
      [Non, je ne peux pas]
      [Peut-être, je ne sais pas encore]
      [Menu]
      (Quelqu’un d’autre vient à ma place)
    > Oui
      C’est noté : Oui, je viens. Un mail vous le confirme.
      *Menu*
      Voici vos fiches. Laquelle regardons-nous ?
      [Fiche : Mairie de Bégard]
      [Réunion : Présentation de la démarche]
      [Aide] [Pause]
    "#);
}

#[test]
fn an_answer_already_given_is_not_given_again() {
    let mut world = World::jeanne();
    world
        .presses_menu()
        .presses("Réunion : Présentation de la démarche");
    world.view.invitations[0].reply = Some(portrea_domain::invitation::Reply::Yes);
    world.transcript();
    world.presses("Oui, je viens");
    assert!(
        world
            .transcript()
            .contains("C’était déjà noté : Oui, je viens.")
    );
}

#[test]
fn what_is_not_text_is_answered_in_words() {
    let mut world = World::jeanne();
    world.comes_in(Incoming::Unread(Unread::Voice));
    assert!(
        world
            .transcript()
            .contains("Je ne peux pas écouter les messages vocaux")
    );
    assert_eq!(world.state.place, Place::Home);
}

#[test]
fn an_invitation_that_is_over_is_not_shown() {
    let mut world = World::jeanne();
    world
        .presses_menu()
        .presses("Réunion : Présentation de la démarche");
    world.view.invitations.clear();
    world.comes_in(Incoming::Tap(format!("reunion:{}", World::meeting())));
    assert!(world.transcript().contains("Cette réunion a déjà commencé"));
}

impl World {
    fn presses_menu(&mut self) -> &mut Self {
        self.types("menu")
    }
}
