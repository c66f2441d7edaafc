/**
 * The parts of undici that carry requests. Its front door loads `fetch`, WebSocket, caches and mocks as well: a third
 * of the CPU of our whole start, and 13 MiB that stay. These paths are no promise of undici; a version that moves them
 * does not build.
 */
declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici';

  export default Client;
}

declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';

  export default Pool;
}

declare module 'undici/lib/core/connect.js' {
  import { buildConnector } from 'undici';

  export default buildConnector;
}
