//! Communes, EPCI and boundaries.

use portrea_domain::Timestamp;
use portrea_domain::territory::{CommuneCode, EpciCode, Territory};
use sqlx::FromRow;

use crate::bulk::{self, Cell};
use crate::error::{StorageError, parse, parse_opt};
use crate::tx::Tx;

/// Reference geography at rest.
#[derive(Debug)]
pub struct Geography<'t>(pub(crate) &'t mut Tx);

/// A commune at rest.
#[derive(Clone, Debug, PartialEq)]
pub struct CommuneRow {
    /// INSEE code.
    pub code: CommuneCode,
    /// Name.
    pub name: String,
    /// Name folded for search.
    pub name_norm: String,
    /// Code of the département.
    pub departement: String,
    /// Code of the région.
    pub region: String,
    /// Its EPCI; four islands have none.
    pub epci: Option<EpciCode>,
    /// Post codes.
    pub postal_codes: Vec<String>,
    /// Legal population, persons.
    pub population: i64,
    /// Town hall, else centroid: latitude and longitude in degrees.
    pub centre: Option<(f64, f64)>,
}

/// An EPCI at rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpciRow {
    /// SIREN.
    pub code: EpciCode,
    /// Name.
    pub name: String,
    /// CC, CA, CU or METRO.
    pub kind: String,
}

/// How many rows were loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GeographyCounts {
    /// Communes.
    pub communes: usize,
    /// EPCI.
    pub epci: usize,
    /// Boundaries.
    pub shapes: usize,
}

#[derive(FromRow)]
struct Row {
    code: String,
    name: String,
    name_norm: String,
    departement: String,
    region: String,
    epci: Option<String>,
    postal_codes: String,
    population: i64,
    lat: Option<f64>,
    lon: Option<f64>,
}

impl TryFrom<Row> for CommuneRow {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            code: parse(&row.code)?,
            name: row.name,
            name_norm: row.name_norm,
            departement: row.departement,
            region: row.region,
            epci: parse_opt(row.epci.as_deref())?,
            postal_codes: row
                .postal_codes
                .split('|')
                .filter(|code| !code.is_empty())
                .map(str::to_owned)
                .collect(),
            population: row.population,
            centre: row.lat.zip(row.lon),
        })
    }
}

statements! {
    VINTAGE = "select vintage from reference where name = $1";
    SET_VINTAGE = "insert into reference (name, vintage, loaded_at) values ($1, $2, $3)
        on conflict (name) do update set vintage = excluded.vintage, loaded_at = excluded.loaded_at";
    COMMUNE = "select code, name, name_norm, departement, region, epci, postal_codes, population, lat, lon
        from commune where code = $1";
    IN_EPCI = "select code, name, name_norm, departement, region, epci, postal_codes, population, lat, lon
        from commune where epci = $1 order by name_norm, code";
    IN_DEPARTEMENT = "select code, name, name_norm, departement, region, epci, postal_codes, population, lat, lon
        from commune where departement = $1 order by name_norm, code";
    IN_REGION = "select code, name, name_norm, departement, region, epci, postal_codes, population, lat, lon
        from commune where region = $1 order by name_norm, code";
    SEARCH = "select code, name, name_norm, departement, region, epci, postal_codes, population, lat, lon
        from commune where name_norm >= $1 and name_norm < $2 order by population desc, code limit $3";
    BY_POSTAL_CODE = "select code, name, name_norm, departement, region, epci, postal_codes, population, lat, lon
        from commune where postal_codes like '%' || $1 || '%' order by population desc, code limit $2";
    EPCI = "select code, name, kind from epci where code = $1";
    EPCI_IN_DEPARTEMENT = "select distinct e.code, e.name, e.kind from epci e join commune c on c.epci = e.code
        where c.departement = $1 order by e.name, e.code";
    EPCI_IN_REGION = "select distinct e.code, e.name, e.kind from epci e join commune c on c.epci = e.code
        where c.region = $1 order by e.name, e.code";
    SHAPE = "select commune, shape from commune_shape where commune = $1";
    SHAPES_IN_EPCI = "select s.commune, s.shape from commune_shape s join commune c on c.code = s.commune
        where c.epci = $1 order by s.commune";
    SHAPES_IN_DEPARTEMENT = "select s.commune, s.shape from commune_shape s join commune c on c.code = s.commune
        where c.departement = $1 order by s.commune";
    SHAPES_IN_REGION = "select s.commune, s.shape from commune_shape s join commune c on c.code = s.commune
        where c.region = $1 order by s.commune";
}

impl Geography<'_> {
    /// Which vintage of a reference file is loaded.
    pub async fn vintage(&mut self, name: &str) -> Result<Option<String>, StorageError> {
        let row: Option<(String,)> = sqlx::query_as(VINTAGE)
            .bind(name.to_owned())
            .fetch_optional(self.0.conn())
            .await?;
        Ok(row.map(|(vintage,)| vintage))
    }

    /// Notes which vintage of a reference file is loaded.
    pub async fn set_vintage(
        &mut self,
        name: &str,
        vintage: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(SET_VINTAGE)
            .bind(name.to_owned())
            .bind(vintage.to_owned())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Loads EPCI into an empty table.
    pub async fn insert_epci(
        &mut self,
        epci: impl Iterator<Item = EpciRow>,
    ) -> Result<(), StorageError> {
        let rows = epci.map(|epci| {
            vec![
                Cell::Text(epci.code.into()),
                Cell::Text(epci.name),
                Cell::Text(epci.kind),
            ]
        });
        bulk::insert(self.0, "epci", &["code", "name", "kind"], rows).await
    }

    /// Loads communes into an empty table.
    pub async fn insert_communes(
        &mut self,
        communes: impl Iterator<Item = CommuneRow>,
    ) -> Result<(), StorageError> {
        const COLUMNS: &[&str] = &[
            "code",
            "name",
            "name_norm",
            "departement",
            "region",
            "epci",
            "postal_codes",
            "population",
            "lat",
            "lon",
        ];
        let rows = communes.map(|commune| {
            vec![
                Cell::Text(commune.code.into()),
                Cell::Text(commune.name),
                Cell::Text(commune.name_norm),
                Cell::Text(commune.departement),
                Cell::Text(commune.region),
                Cell::MaybeText(commune.epci.map(String::from)),
                Cell::Text(commune.postal_codes.join("|")),
                Cell::Int(commune.population),
                Cell::MaybeReal(commune.centre.map(|(lat, _)| lat)),
                Cell::MaybeReal(commune.centre.map(|(_, lon)| lon)),
            ]
        });
        bulk::insert(self.0, "commune", COLUMNS, rows).await
    }

    /// Loads boundaries, as opaque bytes, into an empty table.
    pub async fn insert_shapes(
        &mut self,
        shapes: impl Iterator<Item = (CommuneCode, Vec<u8>)>,
    ) -> Result<(), StorageError> {
        let rows = shapes.map(|(code, bytes)| vec![Cell::Text(code.into()), Cell::Blob(bytes)]);
        bulk::insert(self.0, "commune_shape", &["commune", "shape"], rows).await
    }

    /// A commune by its code.
    pub async fn commune(
        &mut self,
        code: &CommuneCode,
    ) -> Result<Option<CommuneRow>, StorageError> {
        let row: Option<Row> = sqlx::query_as(COMMUNE)
            .bind(code.as_str().to_owned())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(CommuneRow::try_from).transpose()
    }

    /// The communes of a territory, by name.
    pub async fn communes_of(
        &mut self,
        territory: &Territory,
    ) -> Result<Vec<CommuneRow>, StorageError> {
        let (sql, code) = match territory {
            Territory::Commune(code) => (COMMUNE, code.as_str()),
            Territory::Epci(code) => (IN_EPCI, code.as_str()),
            Territory::Departement(code) => (IN_DEPARTEMENT, code.as_str()),
            Territory::Region(code) => (IN_REGION, code.as_str()),
        };
        let rows: Vec<Row> = sqlx::query_as(sql)
            .bind(code.to_owned())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(CommuneRow::try_from).collect()
    }

    /// Communes whose folded name begins with `prefix`, the most populated first.
    pub async fn search(
        &mut self,
        prefix: &str,
        limit: i64,
    ) -> Result<Vec<CommuneRow>, StorageError> {
        let end = format!("{prefix}\u{10ffff}");
        let rows: Vec<Row> = sqlx::query_as(SEARCH)
            .bind(prefix.to_owned())
            .bind(end)
            .bind(limit)
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(CommuneRow::try_from).collect()
    }

    /// Communes that use a post code, the most populated first.
    pub async fn by_postal_code(
        &mut self,
        postal_code: &str,
        limit: i64,
    ) -> Result<Vec<CommuneRow>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(BY_POSTAL_CODE)
            .bind(postal_code.to_owned())
            .bind(limit)
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(CommuneRow::try_from).collect()
    }

    /// An EPCI by its code.
    pub async fn epci(&mut self, code: &EpciCode) -> Result<Option<EpciRow>, StorageError> {
        let row: Option<(String, String, String)> = sqlx::query_as(EPCI)
            .bind(code.as_str().to_owned())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(epci_row).transpose()
    }

    /// The EPCI that have at least one commune in a département or a région, by name.
    pub async fn epci_of(&mut self, territory: &Territory) -> Result<Vec<EpciRow>, StorageError> {
        let (sql, code) = match territory {
            Territory::Departement(code) => (EPCI_IN_DEPARTEMENT, code.as_str()),
            Territory::Region(code) => (EPCI_IN_REGION, code.as_str()),
            Territory::Epci(_) | Territory::Commune(_) => return Ok(Vec::new()),
        };
        let rows: Vec<(String, String, String)> = sqlx::query_as(sql)
            .bind(code.to_owned())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(epci_row).collect()
    }

    /// The boundaries of the communes of a territory, as they were given.
    pub async fn shapes_of(
        &mut self,
        territory: &Territory,
    ) -> Result<Vec<(CommuneCode, Vec<u8>)>, StorageError> {
        let (sql, code) = match territory {
            Territory::Commune(code) => (SHAPE, code.as_str()),
            Territory::Epci(code) => (SHAPES_IN_EPCI, code.as_str()),
            Territory::Departement(code) => (SHAPES_IN_DEPARTEMENT, code.as_str()),
            Territory::Region(code) => (SHAPES_IN_REGION, code.as_str()),
        };
        let rows: Vec<(String, Vec<u8>)> = sqlx::query_as(sql)
            .bind(code.to_owned())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter()
            .map(|(code, bytes)| Ok((parse(&code)?, bytes)))
            .collect()
    }
}

fn epci_row((code, name, kind): (String, String, String)) -> Result<EpciRow, StorageError> {
    Ok(EpciRow {
        code: parse(&code)?,
        name,
        kind,
    })
}
