//! What a rate set must hold before it is used.

use super::{Band, RateError, RateFile};
use crate::figure::{Figure, Parameter};

/// Checks every entry of the file, in its order.
pub(super) fn file(file: &RateFile) -> Result<(), RateError> {
    not_blank("rate set", "version", &file.version)?;
    not_blank("rate set", "label", &file.label)?;
    for figure in figures(&file.anchor, &file.share_15_plus, &file.bands) {
        sourced(figure)?;
    }
    survey_rate(&file.anchor)?;
    share(&file.share_15_plus)?;
    if file.bands.is_empty() {
        return Err(RateError::NoBand);
    }
    for (place, band) in file.bands.iter().enumerate() {
        if file
            .bands
            .iter()
            .take(place)
            .any(|earlier| earlier.code == band.code)
        {
            return Err(RateError::RepeatedBand(band.code.clone()));
        }
        self::band(band)?;
    }
    file.parameters.all().into_iter().try_for_each(parameter)
}

/// The figures of a set, in the order of the file.
pub(super) fn figures<'a>(
    anchor: &'a Figure,
    share_15_plus: &'a Figure,
    bands: &'a [Band],
) -> impl Iterator<Item = &'a Figure> {
    [anchor, share_15_plus]
        .into_iter()
        .chain(bands.iter().flat_map(|band| [&band.rate, &band.population]))
}

fn band(band: &Band) -> Result<(), RateError> {
    not_blank(&band.label, "code", &band.code)?;
    not_blank(&band.code, "label", &band.label)?;
    survey_rate(&band.rate)?;
    let persons = &band.population;
    in_range(
        &persons.label,
        persons.value,
        persons.value > 0.0,
        "a number of persons above 0",
    )
}

fn survey_rate(figure: &Figure) -> Result<(), RateError> {
    share(figure)?;
    if figure.precision.is_none() {
        return Err(RateError::NoPrecision(figure.label.clone()));
    }
    Ok(())
}

fn share(figure: &Figure) -> Result<(), RateError> {
    let inside = figure.value > 0.0 && figure.value < 1.0;
    in_range(
        &figure.label,
        figure.value,
        inside,
        "a share strictly between 0 and 1",
    )
}

fn sourced(figure: &Figure) -> Result<(), RateError> {
    not_blank(&figure.source, "label", &figure.label)?;
    not_blank(&figure.label, "source", &figure.source)?;
    if let Some(precision) = &figure.precision {
        not_blank(&figure.label, "precision.source", &precision.source)?;
    }
    in_range(
        &figure.label,
        f64::from(figure.year),
        (1900..2100).contains(&figure.year),
        "a year",
    )?;
    if figure.url.starts_with("https://") || figure.url.starts_with("http://") {
        return Ok(());
    }
    Err(RateError::NotAnAddress {
        label: figure.label.clone(),
        url: figure.url.clone(),
    })
}

fn parameter(parameter: &Parameter) -> Result<(), RateError> {
    not_blank(&parameter.source, "label", &parameter.label)?;
    not_blank(&parameter.label, "source", &parameter.source)?;
    in_range(
        &parameter.label,
        parameter.value,
        parameter.value >= 0.0,
        "0 or more",
    )
}

fn in_range(label: &str, value: f64, holds: bool, expected: &'static str) -> Result<(), RateError> {
    if holds && value.is_finite() {
        return Ok(());
    }
    Err(RateError::OutOfRange {
        label: label.to_owned(),
        value,
        expected,
    })
}

fn not_blank(label: &str, field: &'static str, text: &str) -> Result<(), RateError> {
    if text.trim().is_empty() {
        return Err(RateError::Blank {
            label: label.to_owned(),
            field,
        });
    }
    Ok(())
}
