/** The connection led back to this program; answering it would make it call itself for ever. */
export class SelfLoopError extends Error {}
