/** The id of an invitation in `/console/join#<id>`; null on any other page. It is no secret: the six words are. */
export function invitationIn({ pathname, hash }: { pathname: string; hash: string }): string | null {
  return pathname === '/console/join' ? hash.slice(1) : null;
}

/** Once somebody has joined, a reload must not come back to the invitation. */
export function leaveInvitation(): void {
  history.replaceState(null, '', '/console');
}
