/** Each case: what one sees, why it is so, and what to do. */
export const cases = {
  unauthorized: {
    title: 'The client gets a 401',
    symptom: 'The client says “invalid token” or “unauthorized”, and no channel was tried.',
    cause:
      'It shows no token of this program: often a vendor’s key, or a token that was switched off, deleted or has expired.',
    remedy:
      'Copy the lines for the client anew. A vendor’s key belongs into a channel, never into the client.',
  },
  notFound: {
    title: 'The client gets a 404',
    symptom: 'Every request ends at once with “not found”.',
    cause:
      'The base URL has a /v1 too many or too few. Claude Code and Gemini CLI want the address alone; OpenAI clients and Codex want /v1 at its end.',
    remedy:
      'Compare the base URL with the one under Connect. The path of the request in the list shows what arrived: /v1/v1/… is one too many.',
  },
  environment: {
    title: 'The client does not come here at all',
    symptom: 'It works or fails as before, and no request appears.',
    cause:
      'Another setting wins: a variable of an older setup in the shell, ANTHROPIC_API_KEY beside ANTHROPIC_AUTH_TOKEN, a settings file, or a login that the client still holds.',
    remedy:
      'Print the variables in the same window (env | grep -i -E "anthropic|openai|gemini"), remove the old ones, and start the client anew. With an HTTP_PROXY set, add 127.0.0.1 to NO_PROXY.',
  },
  keyRefused: {
    title: 'The upstream refuses the key',
    symptom: 'An attempt ends with 401 or 403 and the key cools down.',
    cause:
      'The key is wrong, was revoked, has no right to the model, or belongs to another vendor than the channel’s address.',
    remedy:
      'Open the request and read the upstream’s own words, then test the channel. Correct or replace the key there.',
  },
  modelUnknown: {
    title: 'No channel offers the model',
    symptom: 'The request ends with “no channel” before anything was attempted.',
    cause:
      'No enabled channel lists the model, none of them speaks the client’s protocol, or the token may not use it.',
    remedy:
      'Add the model to a channel, or * for any. Where the upstream calls it otherwise, enter the name it is to be sent as. The explanation of a route says what excludes each channel.',
  },
  allCooling: {
    title: 'All channels cool down',
    symptom: 'Requests fail at once, or only the best channel is tried.',
    cause:
      'Each channel failed lately. One that is down for everybody makes one after the other cool down.',
    remedy:
      'Look at what they failed with before you clear the cooldowns. Shorter cooldowns, or another rule for this case, stand in the settings.',
  },
  rateLimited: {
    title: 'The client gets a 429',
    symptom: '“Too many requests”, from here or from the upstream.',
    cause:
      'Either all upstreams are at their limits, or a limit of the token or channel set here is reached: its budget, its requests a minute or at once.',
    remedy:
      'The request says whose limit it was. Add keys or channels for an upstream’s limit; raise the limit for one of your own.',
  },
  slow: {
    title: 'The first byte takes long',
    symptom: 'Requests wait for many seconds before anything comes.',
    cause:
      'The upstream is slow, the model reasons before it answers, or attempts that failed before took the time.',
    remedy:
      'The waterfall of a request shows which. A shorter time to the first byte moves on sooner; a channel that is always slow can get a lower priority.',
  },
  breaksOff: {
    title: 'Answers break off',
    symptom: 'A stream ends in the middle, and the client reports a lost connection.',
    cause:
      'The upstream or something between closed it, or it was silent for longer than allowed. Once a client has part of an answer, no other channel can go on with it.',
    remedy:
      'If they end after the same time each time, raise the allowed silence. A reverse proxy in front must not buffer, and must allow long answers.',
  },
  certificate: {
    title: 'TLS or proxy errors',
    symptom: 'Attempts end with “TLS failed”, “connection refused” or “stopped by the proxy”.',
    cause:
      'A company’s proxy or virus scanner puts its own certificate in between, or the network lets nothing out but through a proxy.',
    remedy:
      'Start the program with NODE_EXTRA_CA_CERTS set to the certificate’s file. Enter the proxy at the channel.',
  },
  cost: {
    title: 'The cost looks wrong',
    symptom: 'It is a dash, too low, or other than the vendor’s bill.',
    cause:
      'The model has no known price, the vendor asks other prices than its list, or it stated no usage and the tokens were estimated.',
    remedy:
      'The request shows the arithmetic and where the price comes from. Set a price by hand, or the channel’s multiplier. What requests cost already stays.',
  },
  locked: {
    title: 'The keys are locked',
    symptom: 'Channels say that their keys are locked, and nothing is sent.',
    cause:
      'The secret that encrypts them is not the one they were stored with: the data folder was moved, or CCLOAD_SECRET is missing or another.',
    remedy: 'Start the program with the old secret. If it is lost, enter the keys anew.',
  },
  port: {
    title: 'The port is in use',
    symptom: 'The program does not start, or listens at another port than before.',
    cause: 'Another program has the port, often an older instance of this one.',
    remedy:
      'End the other one, or start this one with --port and another number. Clients need the new address then.',
  },
  password: {
    title: 'The admin password is lost',
    symptom: 'Nobody can log in.',
    cause:
      'The password is stored as a hash and cannot be read. After several wrong ones an address has to wait.',
    remedy:
      'Start the program once with --reset-password: it prints a new one. Where CCLOAD_PASS is set, that is the password.',
  },
};
