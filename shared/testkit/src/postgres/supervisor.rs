//! Starts a private PostgreSQL that cannot outlive this process.

use std::io::Read;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sqlx::{Connection, PgConnection};

const SCRIPT: &str = include_str!("supervisor.sh");
/// A port found free may be taken before the server binds it.
const ATTEMPTS: usize = 3;
const PROBES: usize = 600;
const BETWEEN_PROBES: Duration = Duration::from_millis(100);

/// A running server. Its supervisor stops it and removes its folder once our end of the pipe closes.
pub(super) struct Supervised {
    /// Held for its standard input: the pipe whose closing ends the server.
    pub(super) supervisor: Child,
    /// Holds the data, the socket and the log.
    pub(super) folder: PathBuf,
    /// On 127.0.0.1.
    pub(super) port: u16,
}

impl Supervised {
    /// URL of the database that every cluster is born with.
    pub(super) fn url(&self) -> String {
        format!(
            "postgres://postgres@127.0.0.1:{}/postgres?sslmode=disable",
            self.port
        )
    }
}

/// Creates a cluster with the programs of that folder and waits until it answers.
pub(super) fn start(programs: &Path) -> Supervised {
    let mut failure = String::new();
    for _ in 0..ATTEMPTS {
        let mut server = launch(programs);
        match wait_in_own_runtime(&mut server) {
            Ok(()) => return server,
            Err(reason) => failure = reason,
        }
    }
    panic!(
        "PostgreSQL of {} does not start: {failure}",
        programs.display()
    );
}

fn launch(programs: &Path) -> Supervised {
    let folder = tempfile::Builder::new()
        .prefix("portrea-postgres-")
        .tempdir()
        .expect("a temporary folder can be created")
        .keep();
    let port = free_port();
    let supervisor = shell_as_server_user(&folder)
        .args([
            "portrea-postgres".as_ref(),
            folder.as_os_str(),
            programs.as_os_str(),
        ])
        .arg(port.to_string())
        .current_dir("/")
        .process_group(0) // An interrupt typed in the terminal reaches the tests, not the server.
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell can be started");
    Supervised {
        supervisor,
        folder,
        port,
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
    listener
        .local_addr()
        .expect("a bound socket has an address")
        .port()
}

/// A shell about to run the script; PostgreSQL refuses root, so root becomes `postgres` first.
fn shell_as_server_user(folder: &Path) -> Command {
    let we_are_root = folder.metadata().is_ok_and(|folder| folder.uid() == 0);
    if !we_are_root {
        let mut shell = Command::new("sh");
        shell.args(["-c", SCRIPT]);
        return shell;
    }
    let owned = Command::new("chown").arg("postgres").arg(folder).status();
    assert!(
        owned.is_ok_and(|status| status.success()),
        "root needs a system user named postgres"
    );
    let mut shell = if runs(Command::new("runuser").arg("--version")) {
        let mut shell = Command::new("runuser");
        shell.args(["-u", "postgres", "--", "sh"]);
        shell
    } else {
        let mut shell = Command::new("su");
        shell.args(["-s", "/bin/sh", "postgres"]);
        shell
    };
    shell.args(["-c", SCRIPT]);
    shell
}

fn runs(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Callers may be inside a runtime already, where blocking on another is refused: hence the thread.
fn wait_in_own_runtime(server: &mut Supervised) -> Result<(), String> {
    std::thread::scope(|threads| {
        let waiting = threads.spawn(|| {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime can be built")
                .block_on(wait_until_ready(server))
        });
        waiting
            .join()
            .expect("waiting for PostgreSQL does not panic")
    })
}

async fn wait_until_ready(server: &mut Supervised) -> Result<(), String> {
    let data = server.folder.join("data");
    for _ in 0..PROBES {
        if server
            .supervisor
            .try_wait()
            .is_ok_and(|status| status.is_some())
        {
            return Err(last_words(&mut server.supervisor));
        }
        if data_folder(&server.url())
            .await
            .is_ok_and(|folder| data == Path::new(&folder))
        {
            return Ok(());
        }
        tokio::time::sleep(BETWEEN_PROBES).await;
    }
    Err("it started and does not answer".to_owned())
}

/// Proves that the server on that port is ours: another may have taken it.
async fn data_folder(url: &str) -> Result<String, sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    let folder = sqlx::query_scalar("show data_directory")
        .fetch_one(&mut connection)
        .await?;
    connection.close().await?;
    Ok(folder)
}

fn last_words(supervisor: &mut Child) -> String {
    let mut words = String::new();
    if let Some(output) = &mut supervisor.stdout {
        output.read_to_string(&mut words).ok();
    }
    words
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A server program that fails as PostgreSQL does when its port is taken.
    fn broken_programs() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
        for (name, script) in [
            ("initdb", "#!/bin/sh\n"),
            ("postgres", "#!/bin/sh\necho the port is taken\nexit 1\n"),
        ] {
            let program = folder.path().join(name);
            std::fs::write(&program, script).unwrap();
            std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        }
        folder
    }

    #[test]
    fn a_server_that_ends_by_itself_is_told_with_its_log_and_leaves_no_folder() {
        if super::super::availability::local_programs().is_none() {
            return; // Then root may have no user to run the shell as.
        }
        let programs = broken_programs();
        let mut server = launch(programs.path());

        let failure = wait_in_own_runtime(&mut server).unwrap_err();

        assert_eq!(failure.trim(), "the port is taken");
        assert!(!server.folder.exists());
    }
}
