import { catalogue } from '../../../i18n/catalogue.ts';

const en = {
  port: {
    name: 'Port',
    hint: 'Where clients and this window reach the program. It moves at once; this page then has to be opened at the new port.',
  },
  maxBodyBytes: { name: 'Largest request', hint: 'A larger body is refused, packed or unpacked.' },
  maxConcurrency: { name: 'Requests at once', hint: 'Further ones wait for their turn.' },
  maxQueued: { name: 'Waiting requests', hint: 'When so many wait, further ones are refused.' },
  clientKeepAliveMs: {
    name: 'Keep idle connections',
    hint: 'A client’s connection without a request stays open for so long.',
  },
  headerReadMs: {
    name: 'Time for request headers',
    hint: 'A client that takes longer to send its headers is cut off.',
  },
  drainMs: {
    name: 'Time to finish when stopping',
    hint: 'Requests that still run when the program stops get so long. 0 stops at once.',
  },
  queueTimeoutMs: {
    name: 'Wait for a turn',
    hint: 'A request that waited so long for its turn is refused. 0 waits for ever.',
  },
  connectTimeoutMs: {
    name: 'Connecting',
    hint: 'An upstream that takes no connection in this time has failed. 0 switches it off.',
  },
  firstByteTimeoutMs: {
    name: 'First byte of a stream',
    hint: 'A stream must begin within this time, else the next channel is tried. 0 switches it off.',
  },
  gateTimeoutMs: {
    name: 'First output',
    hint: 'An answer that has begun must show real output within this time. 0 switches it off.',
  },
  idleTimeoutMs: {
    name: 'Silence within an answer',
    hint: 'Reasoning models can be silent for minutes. 0 switches it off.',
  },
  totalTimeoutMs: {
    name: 'Whole answer without streaming',
    hint: 'An answer that is no stream must be complete within this time. 0 switches it off.',
  },
  attemptBudgetMs: {
    name: 'Time for all attempts',
    hint: 'After so long of failing attempts, no further channel is tried. 0 sets no end.',
  },
  keepAliveAfterMs: {
    name: 'Signs of life to waiting clients',
    hint: 'A client that waits this long for a stream gets comments that keep its connection open. 0 sends none.',
  },
  isResponsesWebSocketEnabled: {
    name: 'WebSocket for Codex',
    hint: 'Codex may keep one socket for a session (supports_websockets). Switched off, it is told to use HTTP.',
  },
  isResponsesWebSocketSpoken: {
    name: 'WebSockets to upstreams',
    hint: 'Requests on a socket of Codex go to Responses upstreams on a socket, too. An upstream that refuses it is asked over HTTP. Each channel can say otherwise.',
  },
  responsesWebSocketMemoryBytes: {
    name: 'Memory for WebSockets',
    hint: 'What all sockets may keep of their last answers. A client whose answer is not kept sends its whole conversation again.',
  },
  corsOrigins: {
    name: 'Web pages that may call',
    hint: 'Origins such as https://example.com, one a line. Pages elsewhere are refused by browsers.',
  },
  trustedProxies: {
    name: 'Trusted reverse proxies',
    hint: 'Addresses or ranges, one a line. Only from these is X-Forwarded-For believed.',
  },
  isLocalTokenOptional: {
    name: 'No token needed on this machine',
    hint: 'Programs on this machine may call without a token. Web pages still need one.',
  },
  isSummaryPublic: {
    name: 'Public summary',
    hint: 'Anybody may read today’s totals at /public/summary. Switched off, only this machine may.',
  },
};

export const proxyTexts = catalogue(en, {
  port: {
    name: '端口',
    hint: '客户端和本窗口访问程序的端口。更改立即生效，之后需在新端口重新打开本页。',
  },
  maxBodyBytes: { name: '请求大小上限', hint: '超过此大小的请求体会被拒绝，压缩前后都算。' },
  maxConcurrency: { name: '同时处理的请求', hint: '超出的请求排队等待。' },
  maxQueued: { name: '排队请求上限', hint: '排队数达到此值后，新请求会被拒绝。' },
  clientKeepAliveMs: { name: '空闲连接保持', hint: '客户端没有请求时，连接保持打开的时间。' },
  headerReadMs: { name: '请求头时限', hint: '客户端发送请求头超过此时间即断开。' },
  drainMs: { name: '停止时的收尾时间', hint: '程序停止时，留给进行中请求的时间。0 表示立即停止。' },
  queueTimeoutMs: { name: '排队时限', hint: '排队超过此时间的请求会被拒绝。0 表示一直等待。' },
  connectTimeoutMs: { name: '连接', hint: '上游在此时间内未建立连接即为失败。0 表示关闭。' },
  firstByteTimeoutMs: {
    name: '流的首字节',
    hint: '流必须在此时间内开始，否则尝试下一个渠道。0 表示关闭。',
  },
  gateTimeoutMs: {
    name: '首个输出',
    hint: '应答开始后，必须在此时间内出现真正的输出。0 表示关闭。',
  },
  idleTimeoutMs: { name: '应答中的静默', hint: '推理模型可能静默数分钟。0 表示关闭。' },
  totalTimeoutMs: { name: '非流式应答总时长', hint: '非流式应答必须在此时间内完成。0 表示关闭。' },
  attemptBudgetMs: {
    name: '所有尝试的总时间',
    hint: '尝试持续失败超过此时间后，不再尝试其他渠道。0 表示不限。',
  },
  keepAliveAfterMs: {
    name: '等待时的保活信号',
    hint: '客户端等待流超过此时间后，会收到保持连接的注释。0 表示不发送。',
  },
  isResponsesWebSocketEnabled: {
    name: 'Codex 的 WebSocket',
    hint: 'Codex 可在整个会话中使用一个 WebSocket（supports_websockets）。关闭后会让它改用 HTTP。',
  },
  isResponsesWebSocketSpoken: {
    name: '对上游使用 WebSocket',
    hint: 'Codex 的 WebSocket 请求也通过 WebSocket 发往 Responses 上游。上游拒绝时改用 HTTP。每个渠道可单独设置。',
  },
  responsesWebSocketMemoryBytes: {
    name: 'WebSocket 内存',
    hint: '所有 WebSocket 可保留的最近应答总量。应答未保留时，客户端会重新发送整个对话。',
  },
  corsOrigins: {
    name: '允许调用的网页',
    hint: '来源地址，如 https://example.com，每行一个。其他网页会被浏览器拒绝。',
  },
  trustedProxies: {
    name: '受信任的反向代理',
    hint: 'IP 地址或网段，每行一个。仅信任它们发来的 X-Forwarded-For。',
  },
  isLocalTokenOptional: {
    name: '本机无需令牌',
    hint: '本机程序可不带令牌调用，网页仍需令牌。',
  },
  isSummaryPublic: {
    name: '公开摘要',
    hint: '任何人都可在 /public/summary 查看今日总计。关闭后仅限本机。',
  },
});
