//! The secrets of a mail are two ways to show that one reads it: the token in its link, and a code to type.

use crate::{Auth, AuthError, Token, code::Code, db::CodeOf, hasher::PasswordHash, token::TokenDigest};
use domain::Email;

/// What a mail brings.
#[derive(Clone, Debug)]
pub(crate) struct Secrets {
    pub(crate) token: Token,
    pub(crate) code: Code,
}

/// What is stored of the secrets.
#[derive(Debug)]
pub(crate) struct SecretDigests {
    pub(crate) token: TokenDigest,
    pub(crate) code: PasswordHash,
}

impl Auth {
    /// Draws new secrets. Takes the time of a hash.
    pub(crate) async fn new_secrets(&self) -> Result<(Secrets, SecretDigests), AuthError> {
        let secrets = Secrets { token: Token::generate(self.token_shape)?, code: Code::generate()? };
        let digests =
            SecretDigests { token: secrets.token.digest(), code: self.hasher.hash_code(&secrets.code).await? };
        Ok((secrets, digests))
    }

    /// The token that somebody presents, or whose code they present together with the address; `None` when the text is
    /// neither, or the code is wrong or was tried too often. Whether the token is good is not known yet.
    pub(crate) async fn presented(
        &self,
        kind: CodeOf,
        email: Option<&Email>,
        text: &str,
    ) -> Result<Option<TokenDigest>, AuthError> {
        // What is copied from a mail brings spaces along.
        if let Some(token) = Token::parse(text.trim()) {
            return Ok(Some(token.digest()));
        }
        let (Some(email), Some(code)) = (email, Code::parse(text)) else { return Ok(None) };
        // Counted before it is compared, so that many at once are counted, too.
        let counted = self.db.count_try(kind, email, self.clock.now()).await?;
        let matches = self.hasher.verify_code(&code, counted.as_ref().map(|digests| &digests.code)).await?;
        Ok(counted.filter(|_| matches).map(|digests| digests.token))
    }
}
