//! Where people are signed in, and ending that from elsewhere.

use crate::{ActivityKind, Auth, AuthError, Requester, db::NewActivity};
use domain::{SessionId, Timestamp, UserId};
use std::cmp::Reverse;
use uuid::Uuid;

/// A device on which somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The public id of its session.
    pub id: SessionId,
    /// When its owner signed in there.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// What is known about it.
    pub requester: Requester,
}

impl Auth {
    /// Ends one of the owner's sessions by its public id; `false` when there is none (any more).
    ///
    /// # Errors
    /// [`AuthError::NotConfirmed`] when it is another device's and the password was not given lately, as whoever took
    /// this session over may know no password; as [`Auth::overview`].
    pub async fn end_session(
        &self,
        session_id: &str,
        ended: SessionId,
        requester: &Requester,
    ) -> Result<bool, AuthError> {
        let session = self.required_session(session_id).await?;
        if ended != session.id && !self.is_confirmed(&session) {
            return Err(AuthError::NotConfirmed);
        }
        let activity = NewActivity::new(ActivityKind::SessionEnded, self.clock.now(), requester)?;
        let found = self.db.end_session(session.user.id, ended, &activity).await?;
        tracing::info!(event = "session_ended", user = %session.user.id, session = %ended, found);
        Ok(found)
    }

    /// [`Auth::end_session`] by the text of the id, as forms carry it; a text that is no id ends nothing.
    ///
    /// # Errors
    /// As [`Auth::end_session`].
    pub async fn end_session_by_name(
        &self,
        session_id: &str,
        ended: &str,
        requester: &Requester,
    ) -> Result<bool, AuthError> {
        match Uuid::try_parse(ended) {
            Ok(ended) => self.end_session(session_id, SessionId(ended), requester).await,
            Err(_) => self.confirmed_session(session_id).await.map(|_| false),
        }
    }

    /// Ends all of the owner's sessions but this one; answers how many.
    ///
    /// # Errors
    /// [`AuthError::NotConfirmed`] when the password was not given lately; as [`Auth::overview`].
    pub async fn end_other_sessions(&self, session_id: &str, requester: &Requester) -> Result<u64, AuthError> {
        let session = self.confirmed_session(session_id).await?;
        let activity = NewActivity::new(ActivityKind::OtherSessionsEnded, self.clock.now(), requester)?;
        let ended = self.db.end_other_sessions(session.user.id, session.id, &activity).await?;
        tracing::info!(event = "other_sessions_ended", user = %session.user.id, ended);
        Ok(ended)
    }

    /// The one used last first, also where that is not written down yet.
    pub(super) async fn devices_of(&self, user: UserId) -> Result<Vec<Device>, AuthError> {
        let mut devices = self.db.sessions_of(user, self.clock.now()).await?;
        for device in &mut devices {
            device.last_seen_at = self.uses.last_of(device.id).unwrap_or(device.last_seen_at);
        }
        devices.sort_by_key(|device| Reverse(device.last_seen_at));
        Ok(devices)
    }
}
