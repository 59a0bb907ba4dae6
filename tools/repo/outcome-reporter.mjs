import { writeFileSync } from 'node:fs'

/** A vitest reporter that writes what passed, failed and was skipped (and why) to $HOST_SFLOW_TEST_OUTCOME. */
export default class OutcomeReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const outcome = { passed: 0, failed: unhandledErrors.length, skipped: [] }
    for (const module of modules) {
      // A file that does not load has no tests to count, but it has failed.
      if (module.errors().length > 0) outcome.failed++
      for (const test of module.children.allTests()) {
        const { state, note } = test.result()
        if (state === 'passed') outcome.passed++
        else if (state === 'failed') outcome.failed++
        else outcome.skipped.push([`${module.relativeModuleId}: ${test.fullName}`, note ?? 'no reason given'])
      }
    }
    writeFileSync(process.env.HOST_SFLOW_TEST_OUTCOME, JSON.stringify(outcome))
  }
}
