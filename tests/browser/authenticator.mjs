// A security key in an officer's pocket: Chromium's virtual authenticator, which knows its owner.

/** Plugs a key in at a person's browser; `unplug` it to use another one. */
export async function plugIn(person) {
  const session = await person.page.context().newCDPSession(person.page);
  await session.send('WebAuthn.enable');
  return plug(session);
}

async function plug(session) {
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    /** How many passkeys are on it. */
    async holds() {
      const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId });
      return credentials.length;
    },
    /** The owner is somebody else, or has forgotten the PIN. */
    verify: (isUserVerified) => session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    /** Takes it out and plugs a new one in. */
    async exchange() {
      const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId });
      await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
      return { other: await plug(session), credentials };
    },
    /** Puts passkeys on it that were on another one. */
    async take(credentials) {
      for (const credential of credentials) await session.send('WebAuthn.addCredential', { authenticatorId, credential });
    },
  };
}
