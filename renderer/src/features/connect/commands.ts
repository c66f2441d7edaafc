/** The one line that points Claude Code here, for bash and zsh. */
export function exportLine(origin: string, token: string): string {
  return `export ANTHROPIC_BASE_URL=${origin} ANTHROPIC_AUTH_TOKEN=${token}`;
}
