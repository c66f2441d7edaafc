import { catalogue } from '../../../i18n/catalogue.ts';

const en = {
  heading: 'Check',
  running: 'The upstream is asked…',
  checkOk: (count: string, time: string) =>
    `Reached, key accepted, ${count} models listed in ${time}.`,
  checkFailed: (status: string) => `No list of models: ${status}.`,
  callOk: (model: string, time: string) => `${model} answered in ${time}.`,
  callFailed: (model: string, status: string) => `${model} did not answer: ${status}.`,
  status: (status: string) => `status ${status}`,
  noAnswer: 'no answer',
  firstByte: (time: string) => `first byte after ${time}`,
  sentTo: 'Sent to',
  words: 'The upstream’s own words',
  send: 'Send a message of one token',
  costs: 'costs about $0.00001',
  model: 'Model',
  modelFirst: 'the first one',
  stream: 'as a stream',
  notDone: (reason: string) => `Not tried: ${reason}`,
  suggestions: {
    keyRefused: (host: string) => `This key was refused. Check that it belongs to ${host}.`,
    forbidden: (host: string) =>
      `${host} knows the key and forbids this. Check what the key may do, and the region.`,
    balance: 'The account has nothing left to pay with. Top it up, or use another key.',
    wrongPath: (host: string) =>
      `${host} has nothing at this path. Check the base URL against the address above: perhaps a part such as /v1 or /api is missing or too much. An upstream without a list of models answers so as well; then send a message.`,
    modelUnknown:
      'The upstream does not know this model. Fetch its list, or correct the name that is sent.',
    rateLimited: 'Too many requests with this key. It works again in a while; a second key helps.',
    overloaded:
      'The upstream is overloaded. The address and the key may be right; try again later.',
    upstreamFault: 'The upstream has a fault of its own. Try again later.',
    badRequest: 'The upstream does not understand the request. Check the protocols of the channel.',
    webPage:
      'A web page came instead of an answer. The base URL may be that of a website and not of its API.',
    dns: (host: string) =>
      `The name ${host} is unknown. Check its spelling, the network and the proxy.`,
    refused: (host: string) =>
      `Nothing listens at ${host}. Check the port, and that the program there runs.`,
    tls: 'The encrypted connection failed. Check http against https, the certificate and the clock.',
    timeout: (host: string) => `${host} took too long. Check the network and the outbound proxy.`,
    proxy: 'The outbound proxy did not let it through. Check its address and its login.',
    selfLoop: 'This address leads back to this program. Enter that of the upstream.',
    reset: (host: string) =>
      `${host} closed the connection. Check http against https, and the proxy.`,
  },
};

export const trialTexts = catalogue(en, {
  heading: '检查',
  running: '正在询问上游…',
  checkOk: (count, time) => `连接成功，密钥有效，用时 ${time} 列出 ${count} 个模型。`,
  checkFailed: (status) => `未能获取模型列表：${status}。`,
  callOk: (model, time) => `${model} 在 ${time} 内应答。`,
  callFailed: (model, status) => `${model} 未能应答：${status}。`,
  status: (status) => `状态码 ${status}`,
  noAnswer: '没有应答',
  firstByte: (time) => `首字节 ${time}`,
  sentTo: '发往',
  words: '上游原话',
  send: '发送一个 Token 的消息',
  costs: '费用约 $0.00001',
  model: '模型',
  modelFirst: '第一个',
  stream: '流式',
  notDone: (reason) => `未执行：${reason}`,
  suggestions: {
    keyRefused: (host) => `密钥被拒绝，请确认它属于 ${host}。`,
    forbidden: (host) => `${host} 认得该密钥但不允许此操作，请检查密钥权限和地区限制。`,
    balance: '账户余额不足，请充值或换用其他密钥。',
    wrongPath: (host) =>
      `${host} 没有这个路径。请对照上面的地址检查基础网址，可能多了或少了 /v1、/api 之类的部分。不提供模型列表的上游也会这样应答，此时请改为发送消息。`,
    modelUnknown: '上游没有该模型。请获取模型列表，或更正发送的名称。',
    rateLimited: '该密钥请求过于频繁，稍后即可恢复；增加一个密钥会有帮助。',
    overloaded: '上游过载。网址和密钥可能没有问题，请稍后再试。',
    upstreamFault: '上游自身出现故障，请稍后再试。',
    badRequest: '上游无法理解该请求，请检查渠道的协议。',
    webPage: '返回的是网页而不是应答，基础网址可能是网站而不是接口地址。',
    dns: (host) => `无法解析 ${host}，请检查拼写、网络和代理。`,
    refused: (host) => `${host} 没有程序在监听，请检查端口以及对方程序是否运行。`,
    tls: '加密连接失败，请检查 http 与 https、证书和系统时间。',
    timeout: (host) => `${host} 响应太慢，请检查网络和出站代理。`,
    proxy: '出站代理未放行，请检查代理地址和登录信息。',
    selfLoop: '该网址指回本程序，请填写上游的地址。',
    reset: (host) => `${host} 关闭了连接，请检查 http 与 https 以及代理。`,
  },
});
