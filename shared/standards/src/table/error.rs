//! Why a file is no table, in words for whoever sent it.

use super::{MAX_BYTES, MAX_COLUMNS, MAX_LINES};

/// Why a file is no table, in French words for whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Nothing in it.
    #[error("Ce fichier est vide.")]
    Empty,
    /// Too many bytes, as sent or once unpacked.
    #[error("Ce fichier est trop lourd\u{a0}: {} Mo au plus. Gardez la feuille des contacts et supprimez les images.", MAX_BYTES / 1_048_576)]
    TooHeavy,
    /// Too many lines.
    #[error(
        "Ce tableau a trop de lignes\u{a0}: {MAX_LINES} au plus. Découpez-le en plusieurs fichiers."
    )]
    TooLong,
    /// Too many columns.
    #[error(
        "Ce tableau a trop de colonnes\u{a0}: {MAX_COLUMNS} au plus. Gardez celles des contacts."
    )]
    TooWide,
    /// Something else altogether.
    #[error("Ce fichier est {0}, pas un tableau. Enregistrez votre liste en .xlsx, .ods ou .csv.")]
    Foreign(&'static str),
    /// Bytes that are no text.
    #[error(
        "Ce fichier n’est pas un texte lisible. Enregistrez votre liste en .xlsx, .ods ou .csv."
    )]
    Unreadable,
    /// A packed file that unpacks to far more than a list of people can hold.
    #[error(
        "Ce fichier se déplie en un contenu démesuré\u{a0}: il est refusé par prudence. Copiez votre liste dans un nouveau fichier."
    )]
    Bomb,
    /// A spreadsheet that cannot be opened.
    #[error(
        "Ce classeur est abîmé ou protégé par un mot de passe. Ouvrez-le, puis enregistrez-le de nouveau sans mot de passe."
    )]
    Damaged,
}
