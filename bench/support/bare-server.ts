import { createServer } from 'node:http';
import { runAsChild } from './server-process.ts';

// The peer of bench/intake: node's own server, which reads the body, parses it as JSON and answers 202. It checks
// nothing and stores nothing.

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const body = '{"deliveryId":"abcdefghijklmnopqrstuvwxyz"}';
    response.writeHead(202, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  runAsChild({
    port: typeof address === 'object' && address !== null ? address.port : 0,
    countDurable: () => Promise.resolve(0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
});
