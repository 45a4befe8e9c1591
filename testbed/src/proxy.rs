//! nginx, as a load balancer.

use crate::{
    Scratch, is_root,
    process::{free_port, listens, required},
};
use std::{
    fmt::Write,
    fs, io,
    net::SocketAddr,
    process::{Child, Command, Stdio},
};

/// A proxy that deals requests out to instances in turn. Every answer says in `x-instance` whose it is.
#[derive(Debug)]
pub struct Proxy {
    process: Child,
    port: u16,
    _directory: Scratch,
}

impl Proxy {
    /// Starts a proxy before these instances.
    ///
    /// # Errors
    /// When nginx is missing, or does not start.
    pub fn start(instances: &[SocketAddr]) -> io::Result<Self> {
        let directory = Scratch::new("proxy")?;
        let port = free_port()?;
        let path = directory.path().display();
        let mut servers = String::new();
        for instance in instances {
            // Writing to a string does not fail.
            _ = write!(servers, "server {instance} max_fails=0; ");
        }
        let settings = format!(
            "daemon off; worker_processes 1; pid {path}/pid; error_log {path}/error.log;
             events {{ worker_connections 1024; }}
             http {{
                 access_log off;
                 client_body_temp_path {path}; proxy_temp_path {path}; fastcgi_temp_path {path};
                 uwsgi_temp_path {path}; scgi_temp_path {path};
                 upstream instances {{ {servers} }}
                 server {{
                     listen 127.0.0.1:{port};
                     location / {{
                         proxy_pass http://instances;
                         proxy_http_version 1.1;
                         proxy_set_header Host $http_host;
                         proxy_next_upstream off;
                         add_header x-instance $upstream_addr always;
                     }}
                 }}
             }}"
        );
        fs::write(directory.path().join("nginx.conf"), settings)?;
        let mut nginx = Command::new(required("nginx")?);
        nginx.arg("-p").arg(directory.path()).args(["-c", "nginx.conf", "-e", "error.log"]);
        if is_root() {
            nginx.args(["-g", "user root;"]);
        }
        let mut process = nginx.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        if !listens(&mut process, port)? {
            let log = fs::read_to_string(directory.path().join("error.log")).unwrap_or_default();
            return Err(io::Error::other(format!("nginx does not start:\n{log}")));
        }
        Ok(Self { process, port, _directory: directory })
    }

    /// Where it listens, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // SIGQUIT and SIGTERM let it end its workers; killed, it would leave them behind.
        _ = Command::new("kill").arg(self.process.id().to_string()).status();
        _ = self.process.wait();
    }
}
