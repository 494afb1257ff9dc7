//! Inserting many rows with few statements. Binds are nameless on SQLite: numbered ones are looked up one by one there,
//! and a statement costs a round trip to the thread that holds the connection.

use sqlx::AssertSqlSafe;
use sqlx::any::AnyArguments;
use sqlx::query::Query;

use crate::error::StorageError;
use crate::open::Dialect;
use crate::tx::Tx;

/// One value of a row.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Text(String),
    MaybeText(Option<String>),
    Int(i64),
    MaybeReal(Option<f64>),
    Blob(Vec<u8>),
}

/// Values bound in one statement: far under the limit of both engines (32,766 and 65,535).
const CELLS_PER_STATEMENT: usize = 2_000;

/// Inserts rows into the named columns of a table. Names come from constants of this crate, never from input.
pub(crate) async fn insert(
    tx: &mut Tx,
    table: &'static str,
    columns: &'static [&'static str],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<(), StorageError> {
    let per_statement = CELLS_PER_STATEMENT / columns.len();
    let mut full = None;
    let mut waiting: Vec<Vec<Cell>> = Vec::new();
    for row in rows {
        waiting.push(row);
        if waiting.len() == per_statement {
            let full = full.get_or_insert_with(|| sql(tx.dialect, table, columns, per_statement));
            run(tx, full, waiting.drain(..)).await?;
        }
    }
    if !waiting.is_empty() {
        let rest = sql(tx.dialect, table, columns, waiting.len());
        run(tx, &rest, waiting.drain(..)).await?;
    }
    Ok(())
}

async fn run(
    tx: &mut Tx,
    sql: &str,
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<(), StorageError> {
    let query = rows.flatten().fold(sqlx::query(AssertSqlSafe(sql)), bind);
    query.execute(tx.conn()).await?;
    Ok(())
}

fn bind(
    query: Query<'_, sqlx::Any, AnyArguments>,
    cell: Cell,
) -> Query<'_, sqlx::Any, AnyArguments> {
    match cell {
        Cell::Text(text) => query.bind(text),
        Cell::MaybeText(text) => query.bind(text),
        Cell::Int(number) => query.bind(number),
        Cell::MaybeReal(number) => query.bind(number),
        Cell::Blob(bytes) => query.bind(bytes),
    }
}

fn sql(dialect: Dialect, table: &str, columns: &[&str], rows: usize) -> String {
    let width = columns.len();
    let tuples: Vec<String> = (0..rows)
        .map(|row| {
            let binds: Vec<String> = (1..=width)
                .map(|column| match dialect {
                    Dialect::Sqlite => "?".to_owned(),
                    Dialect::Postgres => format!("${}", row * width + column),
                })
                .collect();
            format!("({})", binds.join(", "))
        })
        .collect();
    format!(
        "insert into {table} ({}) values {}",
        columns.join(", "),
        tuples.join(", ")
    )
}
