//! The real binary, served in a process of its own, to be killed like one.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running server; it is killed when it is dropped, and nothing is tidied up.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it answers: `127.0.0.1:PORT`.
    pub host: String,
}

impl Server {
    /// Runs `binary --data-dir FOLDER serve --listen 127.0.0.1:0 MORE…` with the variables given, and waits until it says
    /// where it answers. What else it says on standard error goes through.
    pub fn start(binary: &Path, folder: &Path, more: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(binary)
            .env_clear()
            .envs(variables.iter().copied())
            .arg("--data-dir")
            .arg(folder)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(more)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(child.stderr.take().expect("its standard error")).lines();
        let mut said = Vec::new();
        let host = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let host = line.split_once("answers at http://");
            let host = host.map(|(_, host)| host.trim().to_owned());
            said.push(line);
            host
        });
        let host = host.unwrap_or_else(|| panic!("the server did not start: {said:?}"));
        // Read to the end, so that the server never waits for a reader.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Self { child, host }
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once, in the middle of whatever it does.
    pub fn kill(&mut self) {
        self.child.kill().expect("a running server");
        self.child.wait().expect("its end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
