//! Encryption: from the first byte, or after a greeting in clear.

use std::sync::Arc;

use lettre::transport::smtp::client::{AsyncTokioStream, Certificate, TlsParameters};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::gathered::Gathered;
use super::server::{Security, SmtpServer};

/// A connected stream as the conversation begins: without delays, and encrypted if it must be from the first byte.
pub(super) async fn prepare(
    stream: TcpStream,
    server: &SmtpServer,
) -> Result<Box<dyn AsyncTokioStream>, String> {
    let words = |error: std::io::Error| error.to_string();
    stream.set_nodelay(true).map_err(words)?;
    let peer = stream.peer_addr().map_err(words)?;
    if server.security != Security::Tls {
        return Ok(Box::new(Gathered::new(stream, peer)));
    }
    let name = ServerName::try_from(server.host.clone()).map_err(|error| error.to_string())?;
    let connector = TlsConnector::from(Arc::new(config(server)?));
    let stream = connector.connect(name, stream).await.map_err(words)?;
    Ok(Box::new(Gathered::new(stream, peer)))
}

fn config(server: &SmtpServer) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(pem) = &server.authority {
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| error.to_string())?;
            roots.add(certificate).map_err(|error| error.to_string())?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// What STARTTLS needs.
pub(super) fn parameters(server: &SmtpServer) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(pem) = &server.authority {
        let certificate = Certificate::from_pem(pem).map_err(|error| error.to_string())?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|error| error.to_string())
}
