//! The command line: what is wrong is said in English on standard error, with a non-zero exit, and nothing is left.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

fn portrea(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_portrea"))
        .env_clear()
        .arg("--data-dir")
        .arg(folder)
        .args(words)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn folder() -> tempfile::TempDir {
    tempfile::TempDir::new().unwrap()
}

#[test]
fn an_unknown_epci_is_refused_with_an_example() {
    let folder = folder();
    let output = portrea(
        folder.path(),
        &["demo", "--no-serve", "--epci", "123456789"],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("no EPCI has the code 123456789"),
        "{}",
        said(&output)
    );
}

#[test]
fn what_is_no_epci_code_at_all_is_wrong_usage() {
    let folder = folder();
    let output = portrea(folder.path(), &["demo", "--no-serve", "--epci", "Bretagne"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("is not the code of an EPCI"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = folder();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let output = portrea(&file.join("data"), &["migrate"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("--data-dir"), "{}", said(&output));
}

#[test]
fn a_port_that_is_taken_is_said_before_anything_is_prepared() {
    let folder = folder();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = portrea(&folder.path().join("data"), &["demo", "--listen", &address]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("--listen"), "{}", said(&output));
    assert!(!folder.path().join("data").exists());
}

#[test]
fn a_corrupt_database_is_left_alone() {
    let folder = folder();
    let file = folder.path().join("portrea.db");
    let noise = "this is no database".repeat(500);
    std::fs::write(&file, &noise).unwrap();
    let output = portrea(folder.path(), &["migrate"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("database"), "{}", said(&output));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), noise);
}

#[test]
fn serving_a_base_that_was_not_set_up_says_what_to_run() {
    let folder = folder();
    let output = portrea(folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("portrea migrate"),
        "{}",
        said(&output)
    );
}

#[test]
fn an_unknown_service_is_wrong_usage() {
    let folder = folder();
    let output = portrea(folder.path(), &["serve", "--only", "atlas,nothing"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_demonstration_without_serving_prints_what_to_click_and_then_answers_commands() {
    let folder = folder();
    let output = portrea(folder.path(), &["demo", "--no-serve"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    for part in [
        "http://127.0.0.1:8080/\n",
        "/bureau/connexion/",
        "/i/",
        "/f/",
        "/chat",
        "/courriels",
    ] {
        assert!(printed.contains(part), "{part} is not in\n{printed}");
    }
    let listed = portrea(
        folder.path(),
        &[
            "freshness",
            "run",
            "--dry-run",
            "--as-of",
            "2027-12-01",
            "--format",
            "json",
        ],
    );
    assert_eq!(listed.status.code(), Some(0), "{}", said(&listed));
    let plan: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert!(!plan["asks"].as_array().unwrap().is_empty());

    let invite = [
        "admin",
        "invite",
        "elue@exemple.test",
        "--role",
        "referent",
        "--territory",
        "200038990",
        "--yes",
    ];
    assert_eq!(portrea(folder.path(), &invite).status.code(), Some(0));
    let nowhere = [
        "admin",
        "invite",
        "elue@exemple.test",
        "--role",
        "referent",
        "--territory",
        "999999999",
        "--yes",
    ];
    assert_eq!(portrea(folder.path(), &nowhere).status.code(), Some(1));
    let status = portrea(folder.path(), &["outbox", "status"]);
    assert!(
        String::from_utf8_lossy(&status.stdout).contains("accepted"),
        "{status:?}"
    );
}

#[test]
fn a_house_with_real_people_is_not_turned_into_a_demonstration() {
    let folder = folder();
    assert_eq!(portrea(folder.path(), &["migrate"]).status.code(), Some(0));
    let invite = [
        "admin",
        "invite",
        "elue@exemple.test",
        "--role",
        "referent",
        "--territory",
        "200038990",
        "--yes",
    ];
    assert_eq!(portrea(folder.path(), &invite).status.code(), Some(0));
    let output = portrea(folder.path(), &["demo", "--no-serve"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("real house"), "{}", said(&output));
    assert_eq!(
        std::fs::read_dir(folder.path().join("mail"))
            .unwrap()
            .count(),
        0
    );
}

#[test]
fn a_base_whose_secret_is_lost_says_so_instead_of_mailing_dead_links() {
    let folder = folder();
    assert_eq!(portrea(folder.path(), &["migrate"]).status.code(), Some(0));
    std::fs::remove_file(folder.path().join("secret")).unwrap();
    let output = portrea(folder.path(), &["outbox", "status"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("PORTREA_SECRET"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_schedule_that_is_no_cron_expression_is_refused_before_listening() {
    let folder = folder();
    let output = portrea(
        folder.path(),
        &[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--freshness-cron",
            "zzz",
        ],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("PORTREA_FRESHNESS_CRON"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_geocoder_that_is_no_web_address_is_refused_before_listening() {
    for (flag, text, name) in [
        ("--geocoder-url", "ftp://exemple.fr", "PORTREA_GEOCODER_URL"),
        ("--outside-allow", "partout", "PORTREA_OUTSIDE_ALLOW"),
    ] {
        let folder = folder();
        let mut arguments = vec!["serve", "--listen", "127.0.0.1:0", flag, text];
        if flag != "--geocoder-url" {
            arguments.extend(["--geocoder-url", "https://exemple.fr/geocodage"]);
        }
        let output = portrea(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains(name), "{}", said(&output));
    }
}

#[test]
fn an_inventory_goes_out_and_comes_back_and_what_cannot_be_taken_is_printed() {
    let folder = folder();
    let run = |words: &[&str]| {
        let output = portrea(folder.path(), words);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        (
            String::from_utf8_lossy(&output.stdout).into_owned(),
            said(&output),
        )
    };
    run(&["migrate"]);
    let (file, out) = (
        folder.path().join("list.csv"),
        folder.path().join("out.json"),
    );
    let (from, to) = (file.display().to_string(), out.display().to_string());
    let list = "place.name;place.commune;place.siret;services.1.family;services.1.name\n=École;35184;12;etre_aidee;Aide\n";
    std::fs::write(&file, list).unwrap();
    let (faults, told) = run(&["inventory", "import", "--from", &from, "--dry-run"]);
    assert_eq!(faults, "2\tplace.siret\tUn numéro SIRET a 14 chiffres.\n");
    assert!(
        told.contains("1 places added") && told.contains("nothing was written"),
        "{told}"
    );
    run(&["inventory", "import", "--from", &from]);
    let export = [
        "inventory",
        "export",
        "--territory",
        "200038990",
        "--format",
        "json",
        "--out",
        &to,
    ];
    let (_, told) = run(&export);
    assert!(told.contains("1 places."), "{told}");
    let (_, told) = run(&["inventory", "import", "--from", &to]);
    assert!(
        told.contains("0 places added, 0 changed, 1 as they were"),
        "{told}"
    );
    let (table, _) = run(&["inventory", "export", "--territory", "35184"]);
    assert!(table.contains(";'=École;"), "{table}");
    let output = portrea(
        folder.path(),
        &["inventory", "import", "--from", "/nowhere.csv"],
    );
    assert_eq!(output.status.code(), Some(1));
}
