//! Who may get in: disabling accounts, and ending sessions.

use super::Operator;
use crate::{ActivityKind, AuthError};
use domain::{SessionId, UserId};
use uuid::Uuid;

/// So many people's sessions are ended at once: whoever signs in meanwhile waits for no more.
const AT_ONCE: usize = 200;

/// Sessions that were ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EndedSessions {
    /// How many people had some.
    pub people: u64,
    /// How many there were.
    pub sessions: u64,
}

impl Operator {
    /// Disables an account: its sessions, reset tokens and changes of address end, nobody signs in to it, and it answers
    /// like one that is not there. Answers how many sessions that ended; `None` when it was disabled before, or is gone.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`], [`AuthError::Internal`].
    pub async fn disable(&self, user: UserId) -> Result<Option<u64>, AuthError> {
        let ended = self.auth.db.disable(user, &self.activity(ActivityKind::DisabledByOperator)?).await?;
        if let Some(ended) = ended {
            tracing::info!(event = "account_disabled_by_operator", %user, ended);
        }
        Ok(ended)
    }

    /// Enables an account again; `false` when it is not disabled, or gone. What ended with disabling stays so.
    ///
    /// # Errors
    /// As [`Operator::disable`].
    pub async fn enable(&self, user: UserId) -> Result<bool, AuthError> {
        let is_enabled = self.auth.db.enable(user, &self.activity(ActivityKind::EnabledByOperator)?).await?;
        if is_enabled {
            tracing::info!(event = "account_enabled_by_operator", %user);
        }
        Ok(is_enabled)
    }

    /// Ends one of a person's sessions by the text of its public id; `false` when there is none (any more), or the text is
    /// no id.
    ///
    /// # Errors
    /// As [`Operator::disable`].
    pub async fn end_session(&self, user: UserId, session: &str) -> Result<bool, AuthError> {
        let Ok(session) = Uuid::try_parse(session).map(SessionId) else { return Ok(false) };
        let activity = self.activity(ActivityKind::SessionEndedByOperator)?;
        let found = self.auth.db.end_session(user, session, &activity).await?;
        if found {
            tracing::info!(event = "session_ended_by_operator", %user, %session);
        }
        Ok(found)
    }

    /// Ends all sessions of a person; answers how many.
    ///
    /// # Errors
    /// As [`Operator::disable`].
    pub async fn end_sessions(&self, user: UserId) -> Result<u64, AuthError> {
        let activity = self.activity(ActivityKind::SessionsEndedByOperator)?;
        let ended = self.auth.db.end_sessions(user, &activity).await?;
        tracing::info!(event = "sessions_ended_by_operator", %user, ended);
        Ok(ended)
    }

    /// Ends all sessions that had begun by now, of everybody.
    ///
    /// # Errors
    /// As [`Operator::disable`]; some sessions may have ended then. Asking again ends the others.
    pub async fn end_everybodys_sessions(&self) -> Result<EndedSessions, AuthError> {
        let (mut ended, mut next) = (EndedSessions::default(), Some(UserId(Uuid::nil())));
        while let Some(after) = next {
            let activities = (0..AT_ONCE).map(|_| self.activity(ActivityKind::SessionsEndedByOperator));
            let page = self.auth.db.end_sessions_after(after, &activities.collect::<Result<Vec<_>, _>>()?).await?;
            ended.people += page.people;
            ended.sessions += page.sessions;
            next = page.next;
        }
        tracing::info!(event = "everybodys_sessions_ended_by_operator", people = ended.people, ended = ended.sessions);
        Ok(ended)
    }
}
