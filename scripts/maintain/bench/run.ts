import { spawnSync } from "node:child_process";

/** A program for Node, with its arguments; `fine` are the exit codes that mean it did its work. */
export type Program = { args: string[]; fine: number[] };

/**
 * The most memory that a process has held since it began, in bytes, on its third stream, as a module to be loaded before it. What Node reports
 * includes the process that started it, so Linux is asked where there is one.
 */
const reportsPeak =
  'data:text/javascript,import{existsSync,readFileSync,writeSync}from"node:fs";import{isMainThread}from"node:worker_threads";const status="/proc/self/status";if(isMainThread)process.on("exit",()=>writeSync(3,String(existsSync(status)?/VmHWM:\\s*(\\d+)/.exec(readFileSync(status,"utf8"))[1]*1024:process.resourceUsage().maxRSS*1024)))';

/** Every pattern that a process looks for, as a module to be loaded before it: a JSON list of sources and flags, on its third stream. */
const reportsPatterns =
  'data:text/javascript,import{writeSync}from"node:fs";const real=RegExp.prototype.exec,seen=new Map();RegExp.prototype.exec=function(text){seen.set(String(this),[this.source,this.flags]);return real.call(this,text)};process.on("exit",()=>{RegExp.prototype.exec=real;writeSync(3,JSON.stringify([...seen.values()]))})';

function start(program: Program, node: string[], cwd: string): { ms: number; said: string } {
  const started = performance.now();
  const { status, output } = spawnSync(process.execPath, [...node, ...program.args], {
    cwd,
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const ms = performance.now() - started;
  if (status === null || !program.fine.includes(status))
    throw new Error(`found exit code ${status}, expected ${program.fine.join(" or ")}: node ${program.args.join(" ")}`);
  return { ms, said: String(output[3] ?? "") };
}

/**
 * Runs programs in turn, so that what else the machine does falls on all of them alike; the first round is not counted.
 * @returns the median of each in milliseconds
 * @throws where one ends with an exit code that is not fine
 */
export function medians(programs: Program[], runs: number, cwd: string): number[] {
  const times = programs.map((): number[] => []);
  for (let round = 0; round <= runs; round++)
    programs.forEach((program, index) => {
      const { ms } = start(program, [], cwd);
      if (round > 0) times[index]?.push(ms);
    });
  return times.map((one) => one.sort((a, b) => a - b)[Math.floor(one.length / 2)] as number);
}

/** The most memory that a program has held at once, in MB. */
export const peakMegabytes = (program: Program, cwd: string): number =>
  Number(start(program, ["--import", reportsPeak], cwd).said) / 1024 / 1024;

/** The patterns that a program looks for, as a JSON list of sources and flags. */
export const patternsOf = (program: Program, cwd: string): string =>
  start(program, ["--import", reportsPatterns], cwd).said;
