//! A name server on loopback that knows what it is told.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use hickory_proto::op::{Header, Message, MessageType, OpCode, ResponseCode};
use hickory_proto::rr::rdata::{MX, TXT};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

type Told = Arc<Mutex<BTreeMap<(String, RecordType), Vec<RData>>>>;

/// A running name server (UDP). Dropping it closes its port.
#[derive(Debug)]
pub struct FakeNames {
    address: SocketAddr,
    told: Told,
    server: JoinHandle<()>,
}

impl FakeNames {
    /// Listens on a free loopback port; knows nothing yet.
    pub async fn start() -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("loopback has a free port");
        let address = socket.local_addr().expect("a bound socket has an address");
        let told = Told::default();
        let server = tokio::spawn(serve(socket, Arc::clone(&told)));
        Self {
            address,
            told,
            server,
        }
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Publishes texts at a name, in place of those it had; long ones in pieces of 255 bytes, as the protocol wants.
    pub fn publish_texts(&self, name: &str, texts: &[&str]) {
        let data = texts.iter().map(|text| {
            let pieces = text.as_bytes().chunks(255);
            let pieces = pieces.map(|piece| String::from_utf8_lossy(piece).into_owned());
            RData::TXT(TXT::new(pieces.collect()))
        });
        self.publish(name, RecordType::TXT, data.collect());
    }

    /// Publishes the mail servers of a domain.
    pub fn publish_mail_server(&self, domain: &str, server: &str) {
        let server = Name::from_ascii(server).expect("a name");
        self.publish(domain, RecordType::MX, vec![RData::MX(MX::new(10, server))]);
    }

    fn publish(&self, name: &str, kind: RecordType, data: Vec<RData>) {
        let key = (name.trim_end_matches('.').to_ascii_lowercase(), kind);
        self.told.lock().expect("not poisoned").insert(key, data);
    }
}

impl Drop for FakeNames {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(socket: UdpSocket, told: Told) {
    let mut bytes = [0; 4096];
    while let Ok((size, from)) = socket.recv_from(&mut bytes).await {
        if let Ok(asked) = Message::from_vec(&bytes[..size])
            && let Ok(answer) = answer(&asked, &told).to_vec()
        {
            drop(socket.send_to(&answer, from).await);
        }
    }
}

fn answer(asked: &Message, told: &Told) -> Message {
    let told = told.lock().expect("not poisoned");
    let mut answer = Message::new();
    let mut header = Header::response_from_request(asked.header());
    header.set_message_type(MessageType::Response);
    header.set_op_code(OpCode::Query);
    header.set_recursion_available(true);
    for query in asked.queries() {
        answer.add_query(query.clone());
        let name = query
            .name()
            .to_ascii()
            .trim_end_matches('.')
            .to_ascii_lowercase();
        let is_known = told.keys().any(|(known, _)| *known == name);
        if !is_known {
            header.set_response_code(ResponseCode::NXDomain);
        }
        for data in told.get(&(name, query.query_type())).into_iter().flatten() {
            answer.add_answer(Record::from_rdata(query.name().clone(), 60, data.clone()));
        }
    }
    answer.set_header(header);
    answer
}
