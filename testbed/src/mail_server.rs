//! A mail server that takes every mail and keeps it, for tests to read. It speaks as much SMTP (RFC 5321) as a client
//! that sends mails needs, unencrypted.

use std::{
    io::{self, BufRead, BufReader, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::Duration,
};

/// How long a test waits for a mail before it says that there is none.
const PATIENCE: Duration = Duration::from_secs(60);

/// A mail server on a port of this machine. It ends with its owner. Of the people at `nowhere.example`, it knows nobody.
#[derive(Debug)]
pub struct MailServer {
    address: SocketAddr,
    mails: Receiver<String>,
    has_ended: Arc<AtomicBool>,
    clients: Arc<Mutex<Vec<TcpStream>>>,
}

impl MailServer {
    /// Starts one on this address, such as one of [`free_address`](crate::free_address).
    ///
    /// # Errors
    /// When something else listens there.
    pub fn start(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let (sender, mails) = mpsc::channel();
        let has_ended = Arc::new(AtomicBool::new(false));
        let clients = Arc::<Mutex<Vec<TcpStream>>>::default();
        let server = Self {
            address: listener.local_addr()?,
            mails,
            has_ended: Arc::clone(&has_ended),
            clients: Arc::clone(&clients),
        };
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let (Ok(copy), Ok(mut clients)) = (client.try_clone(), clients.lock()) else { break };
                if has_ended.load(Ordering::SeqCst) {
                    break;
                }
                clients.push(copy);
                drop(clients);
                let sender = sender.clone();
                // A client that goes away is no matter of ours.
                thread::spawn(move || _ = talk(&client, &sender));
            }
        });
        Ok(server)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of the mail server at this address, be it there or not.
    #[must_use]
    pub fn url(address: SocketAddr) -> String {
        format!("smtp://{address}?tls=none")
    }

    /// The next mail, whole; `None` when none comes for a long time.
    #[must_use]
    pub fn next(&self) -> Option<String> {
        self.mails.recv_timeout(PATIENCE).ok()
    }

    /// The mails that have come and not been read.
    #[must_use]
    pub fn rest(&self) -> Vec<String> {
        self.mails.try_iter().collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.has_ended.store(true, Ordering::SeqCst);
        // A client that goes on using a connection must notice.
        for client in self.clients.lock().iter().flat_map(|clients| clients.iter()) {
            _ = client.shutdown(Shutdown::Both);
        }
        // The listener looks whether it has ended when somebody comes.
        _ = TcpStream::connect(self.address);
    }
}

fn talk(mut client: &TcpStream, mails: &Sender<String>) -> io::Result<()> {
    let mut lines = BufReader::new(client.try_clone()?).lines();
    client.write_all(b"220 testbed\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let answer = match line.split(' ').next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => "250 testbed",
            "DATA" => {
                client.write_all(b"354 go on\r\n")?;
                let mut mail = String::new();
                for line in lines.by_ref() {
                    match line? {
                        end if end == "." => break,
                        // A dot that is not the end has another before it (section 4.5.2).
                        line => mail += &format!("{}\r\n", line.strip_prefix('.').unwrap_or(&line)),
                    }
                }
                // The test may have ended.
                _ = mails.send(mail);
                "250 taken"
            }
            "RCPT" if line.contains("@nowhere.example") => "550 no such person",
            "QUIT" => "221 good-bye",
            _ => "250 fine",
        };
        client.write_all(format!("{answer}\r\n").as_bytes())?;
    }
    Ok(())
}
