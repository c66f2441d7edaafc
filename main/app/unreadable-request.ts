import type { Duplex } from 'node:stream';
import { errorBody } from '../core/error-body.ts';
import { REPLY_STATUS } from '../core/reply-status.ts';

const STATUS_TEXT = {
  [REPLY_STATUS.badRequest]: 'Bad Request',
  [REPLY_STATUS.wrongMethod]: 'Method Not Allowed',
  [REPLY_STATUS.timeout]: 'Request Timeout',
  [REPLY_STATUS.headersTooLarge]: 'Request Header Fields Too Large',
} as const;

type Status = keyof typeof STATUS_TEXT;

/** Answers bytes that are no HTTP request; there is no path yet, so no dialect but the most common one. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  // The client is gone, or an answer is already on its way and more bytes would corrupt it.
  if (error.code === 'ECONNRESET' || !socket.writable || bytesWritten(socket) > 0) {
    socket.destroy();
    return;
  }
  if (error.code === 'HPE_HEADER_OVERFLOW') {
    refuse(socket, REPLY_STATUS.headersTooLarge, 'The request headers are too large.');
  } else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    refuse(socket, REPLY_STATUS.timeout, 'The request headers did not come in time.');
  } else {
    refuse(socket, REPLY_STATUS.badRequest, 'This is not a valid HTTP request.');
  }
}

/** This program is no forward proxy. */
export function refuseConnect(socket: Duplex): void {
  refuse(
    socket,
    REPLY_STATUS.wrongMethod,
    'CONNECT is not possible; this program is no forward proxy.',
  );
}

function bytesWritten(socket: Duplex): number {
  return 'bytesWritten' in socket && typeof socket.bytesWritten === 'number'
    ? socket.bytesWritten
    : 0;
}

function refuse(socket: Duplex, status: Status, message: string): void {
  const body = errorBody('openai-chat', { status, message, code: 'invalid_http', requestId: '' });
  const head = [
    `HTTP/1.1 ${String(status)} ${STATUS_TEXT[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${String(Buffer.byteLength(body))}`,
    ...(status === REPLY_STATUS.wrongMethod ? ['allow: GET, POST, DELETE, HEAD, OPTIONS'] : []),
    'connection: close',
  ];
  socket.on('error', () => {
    socket.destroy();
  });
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
