const ID_DIGITS = 12;
const ANSWER_END = '\r\n\r\n';
/** So many other deliveries lie between two of one ticket: they seldom meet in one commit. */
const TICKETS_IN_TURN = 1000;

/** Which ticket the delivery of this number is about, when each of them comes `deliveriesPerTicket` times. */
function ticketNumber(delivery: number, deliveriesPerTicket: number): number {
  const round = Math.floor(delivery / (TICKETS_IN_TURN * deliveriesPerTicket));
  return round * TICKETS_IN_TURN + (delivery % TICKETS_IN_TURN);
}

/** Writes the requests of one run, one after the other, as the bytes of the real webhook. */
export function createRequests(order: {
  readonly token: string;
  readonly deliveriesPerTicket: number;
}): () => string {
  const tail = '","ticket_url":"https://helpdesk.example/t/1","trigger":"customer_message"}';
  const opening = '{"ticket_id":"T';
  const lines = [
    'POST /webhooks/richpanel HTTP/1.1',
    'host: 127.0.0.1',
    `x-richpanel-webhook-token: ${order.token}`,
    'content-type: application/json',
    `content-length: ${opening.length + ID_DIGITS + tail.length}`,
  ];
  const head = `${lines.join('\r\n')}${ANSWER_END}${opening}`;
  let delivery = 0;
  return () => {
    const id = String(ticketNumber(delivery, order.deliveriesPerTicket)).padStart(ID_DIGITS, '0');
    delivery += 1;
    return head + id + tail;
  };
}

/** Whether `text` holds a whole answer. */
export function isWholeAnswer(text: string): boolean {
  const headEnd = text.indexOf(ANSWER_END);
  if (headEnd === -1) return false;
  const found = /content-length: (\d+)/i.exec(text);
  return text.length >= headEnd + ANSWER_END.length + Number(found?.[1] ?? 0);
}
