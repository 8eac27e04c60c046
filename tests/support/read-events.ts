/** Reads an event stream (server-sent events) as an agent's own client would. */

export interface StreamEvent {
  /** Absent for an event without a name. */
  event?: string;
  id?: string;
  data?: string;
}

function parseEvent(block: string): StreamEvent {
  return Object.fromEntries(
    block.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)]),
  );
}

/** Yields each complete event of the body. Omits an event that the connection cuts in two. */
export async function* readEvents(body: Response['body']): AsyncGenerator<StreamEvent> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of body ?? []) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    yield* blocks.map(parseEvent);
  }
}
