/** Reads the processor time of processes from /proc. It depends less on what else the machine does than a rate. */
import { readdirSync, readFileSync } from 'node:fs';
import postgres from 'postgres';

/** The processes that do the work of a contender, by their ids. */
export interface Workers {
  node: number;
  /** The server that keeps the data: the first process of Postgres, or Restate. Its child processes count too. */
  store: number;
}

interface CpuTimes {
  /** Seconds of each process. */
  node: Map<number, number>;
  store: Map<number, number>;
  /** Seconds of all processes of the machine. */
  machine: number;
  now: number;
}

const TICKS_PER_SECOND = 100;
/** The times of a contender and of the benchmark. */
interface Sample {
  workers: CpuTimes;
  self: CpuTimes;
}

/** A process that ends takes its time along, such as a connection of Postgres that the pool replaces. So the time is read often. */
const SAMPLE_INTERVAL_MS = 1000;

/** Returns '' if the process has ended, or if this machine has no /proc. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

function secondsOf(pid: number): number {
  const nanoseconds = threadsOf(pid).map((id) =>
    Number.parseInt(read(`/proc/${pid}/task/${id}/schedstat`), 10),
  );
  return sum(nanoseconds.filter(Number.isFinite)) / 1e9;
}

/** Returns the seconds of all processors that were neither idle nor waiting for a disk. */
function machineSeconds(): number {
  const [, user, nice, system, , , irq, softirq, steal] = read('/proc/stat').split(/\s+/).map(Number);
  return sum([user, nice, system, irq, softirq, steal].map((ticks) => ticks ?? 0)) / TICKS_PER_SECOND;
}

function readCpu({ node, store }: Workers): CpuTimes {
  const timesOf = (pids: number[]) => new Map(pids.map((pid) => [pid, secondsOf(pid)]));
  const children = read(`/proc/${store}/task/${store}/children`).split(' ').filter(Boolean).map(Number);
  return {
    node: timesOf([node]),
    store: timesOf([store, ...children]),
    machine: machineSeconds(),
    now: performance.now() / 1000,
  };
}

/** Omits processes that ended in the meantime. */
function growth(before: Map<number, number>, after: Map<number, number>): number {
  return sum([...after].map(([pid, seconds]) => seconds - (before.get(pid) ?? 0)));
}

/** Adds up the processor time of a contender over several slices. All values are seconds. */
export class CpuMeter {
  node = 0;
  store = 0;
  private others = 0;
  private elapsed = 0;
  private readonly workers: Workers;

  constructor(workers: Workers) {
    this.workers = workers;
  }

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    let before = this.read();
    const sample = () => {
      const after = this.read();
      this.add(before, after);
      before = after;
    };
    const timer = setInterval(sample, SAMPLE_INTERVAL_MS);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      sample();
    }
  }

  /** The benchmark itself sends the requests to a contender in another process. */
  private read(): Sample {
    return {
      workers: readCpu(this.workers),
      self: readCpu({ node: process.pid, store: this.workers.store }),
    };
  }

  private add(before: Sample, after: Sample): void {
    const node = growth(before.workers.node, after.workers.node);
    const store = growth(before.workers.store, after.workers.store);
    const client = this.workers.node === process.pid ? 0 : growth(before.self.node, after.self.node);
    this.node += node;
    this.store += store;
    this.others += after.workers.machine - before.workers.machine - node - store - client;
    this.elapsed += after.workers.now - before.workers.now;
  }

  /** Returns the number of processors that other processes used. */
  get othersUsed(): number {
    return Math.max(0, this.others / this.elapsed);
  }
}

/** Returns the id of the first process of the Postgres behind an address; NaN without /proc. */
export async function postmasterOf(databaseUrl: string): Promise<number> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const parent = /^PPid:\s+(\d+)/m.exec(read(`/proc/${row?.pid}/status`))?.[1];
  await sql.end();
  return Number(parent);
}
