//! The rules of the house that a compiler does not check.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![root().join(folder)];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("node_modules") && !path.ends_with("target") {
                waiting.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The Rust files of some folders, with their text.
pub(super) fn sources_of(folders: &[&str]) -> Vec<(PathBuf, String)> {
    folders
        .iter()
        .flat_map(|folder| files(folder, "rs"))
        .map(|path| (path.clone(), fs::read_to_string(&path).unwrap()))
        .collect()
}

fn sources() -> Vec<(PathBuf, String)> {
    sources_of(&["services", "shared", "tests"])
}

/// The packages each of ours depends on, tests included or not.
fn manifests(section: &str) -> BTreeMap<String, Vec<String>> {
    let mut manifests = BTreeMap::new();
    for folder in ["services", "shared"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(path.join("Cargo.toml")).unwrap();
            let part = text
                .split(&format!("[{section}]\n"))
                .nth(1)
                .unwrap_or_default();
            let part = part.split("\n[").next().unwrap_or_default();
            let names = part
                .lines()
                .filter(|line| !line.starts_with('#') && line.contains('='))
                .map(|line| {
                    line.split(['.', ' ', '='])
                        .next()
                        .unwrap_or_default()
                        .to_owned()
                })
                .collect();
            manifests.insert(
                path.file_name().unwrap().to_string_lossy().into_owned(),
                names,
            );
        }
    }
    manifests
}

/// How high each crate stands: it may depend only on lower ones.
fn height(name: &str) -> u32 {
    match name {
        "domain" | "hours" | "analysis" => 0,
        "territory" => 1,
        "standards" | "storage" | "render" | "print" | "outside" | "matching" => 2,
        "actions" => 3,
        "post" | "web" | "startup" => 4,
        "testkit" => 9,
        "portrea" => 6,
        _ => 5,
    }
}

#[test]
fn crates_depend_downwards_only_and_services_never_on_each_other() {
    for (name, dependencies) in manifests("dependencies") {
        for dependency in dependencies
            .iter()
            .filter_map(|name| name.strip_prefix("portrea-"))
        {
            assert!(
                height(dependency) < height(&name),
                "{name} must not depend on {dependency}"
            );
        }
    }
    let all = manifests("dependencies");
    assert!(
        !all["actions"].iter().any(|name| name == "portrea-render"),
        "actions decide, render words: keep them apart"
    );
}

#[test]
fn each_technology_is_known_by_one_crate() {
    let rooms: [(&str, &[&str]); 6] = [
        ("sqlx", &["storage", "testkit"]),
        ("lettre", &["mailer"]),
        ("teloxide", &["bot"]),
        ("reqwest", &["bot", "outside"]),
        ("krilla", &["print"]),
        ("fast_qr", &["print"]),
    ];
    for (name, dependencies) in manifests("dependencies") {
        for (technology, allowed) in rooms {
            let knows = dependencies
                .iter()
                .any(|dependency| dependency == technology);
            assert!(
                !knows || allowed.contains(&name.as_str()),
                "{name} must not know {technology}"
            );
        }
    }
}

#[test]
fn nobody_asks_another_machine_while_a_transaction_is_open() {
    let all = manifests("dependencies");
    for name in ["storage", "actions", "post"] {
        let knows = all[name].iter().any(|name| name == "portrea-outside");
        assert!(
            !knows,
            "{name} opens transactions: it must not know other machines"
        );
    }
    for (path, text) in sources_of(&["services"]) {
        let asks = text.contains(".search(&sought") || text.contains(".search_many(");
        let opens = text.contains("storage.begin()")
            || text.contains("storage.read()")
            || text.contains(".storage\n");
        assert!(!(asks && opens), "{} does both", path.display());
    }
}

#[test]
fn every_source_file_opens_with_its_purpose() {
    for (path, text) in sources() {
        assert!(
            text.starts_with("//!"),
            "{} does not say what it is for",
            path.display()
        );
    }
}

#[test]
fn nobody_waits_for_time_to_pass_in_a_test() {
    for (path, text) in sources() {
        let tests =
            path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs");
        let code = if tests {
            text.as_str()
        } else {
            text.split("#[cfg(test)]").nth(1).unwrap_or_default()
        };
        let own = path.ends_with("tidy.rs");
        assert!(own || !code.contains("sleep("), "{} sleeps", path.display());
    }
}

#[test]
fn the_environment_is_read_in_startup_alone() {
    for (path, text) in sources() {
        let allowed = ["startup", "testkit", "tests"]
            .iter()
            .any(|room| path.components().any(|part| part.as_os_str() == *room));
        assert!(
            allowed || !text.contains("env::var"),
            "{} reads the environment",
            path.display()
        );
    }
}

#[test]
fn every_template_is_used() {
    let code: String = sources().into_iter().map(|(_, text)| text).collect();
    let mut templates: Vec<PathBuf> = files("templates", "html");
    templates.extend(files("templates", "txt"));
    let texts: String = templates
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for path in &templates {
        let relative = path
            .strip_prefix(root().join("templates"))
            .unwrap()
            .to_string_lossy()
            .into_owned();
        assert!(
            code.contains(&relative) || texts.contains(&relative),
            "{relative} is used by nothing"
        );
    }
}

#[test]
fn no_page_carries_script_or_style_of_its_own() {
    for path in files("templates/pages", "html") {
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            !text.contains("<style") && !text.contains(" style=\"") && !text.contains("onclick"),
            "{}",
            path.display()
        );
        assert!(!text.contains("<script>"), "{}", path.display());
    }
}

#[test]
fn no_path_of_a_machine_is_written_down() {
    let marks = [concat!("/wo", "rk/"), concat!("/ro", "ot/")];
    for (path, text) in sources() {
        for mark in marks {
            assert!(!text.contains(mark), "{} names {mark}", path.display());
        }
    }
}
