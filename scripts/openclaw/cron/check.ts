export { checkCronJob, type JobOptions } from "./job.ts";
export { checkCronLine } from "./line.ts";
export type { CronCatalog, JobProblem, LineProblem } from "./problem.ts";
