import { batchSpecification } from '@reprise/contracts';
import { expect, it } from 'vitest';
import { resultsAsCsv, resultsAsJUnit } from './formats.ts';
import type { BatchResult } from './results.ts';

const result = (change: Partial<BatchResult>): BatchResult => ({
  run: 'r_1', name: null, state: 'succeeded', reason: 'shutdown', exitCode: 0, icount: 10, endState: null, crash: null, message: null, seconds: 1.5, values: {}, ...change,
});
const specification = batchSpecification.parse({ job: {}, matrix: { word: ['a'] } });

it('is CSV that programs and spreadsheets read as it is meant', () => {
  const csv = resultsAsCsv({ specification }, [
    result({ values: { word: 'a,"b"\n' } }),
    result({ name: '=cmd()', state: 'failed', exitCode: 3, seconds: null, message: '-1', values: { word: '' } }),
  ]);
  expect(csv).toBe([
    'run,name,state,reason,exitCode,icount,seconds,endState,crash,message,word',
    'r_1,,succeeded,shutdown,0,10,1.5,,,,"a,""b""\n"',
    `r_1,'=cmd(),failed,shutdown,3,10,,,,'-1,`,
    '',
  ].join('\r\n'));
});

it('is JUnit XML with a case for each run, whatever is in its texts', () => {
  const xml = resultsAsJUnit({ id: 'b_1', name: 'night' }, [
    result({ values: { word: '<a & "b">' } }),
    result({ state: 'crashed', reason: 'crashed', exitCode: null, message: 'panic\0\uD800', values: { word: 'b' } }),
    result({ state: 'error', seconds: null }),
    result({ state: 'running', reason: null, name: 'mine' }),
  ]);
  expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="night" tests="4" failures="1" errors="1" skipped="1">
    <testcase classname="night" name="word=&lt;a &amp; &quot;b&quot;&gt;" time="1.5"/>
    <testcase classname="night" name="word=b" time="1.5">
      <failure message="crashed: crashed: panic\uFFFD\uFFFD">r_1</failure>
    </testcase>
    <testcase classname="night" name="r_1" time="0">
      <error message="error: shutdown: exit 0">r_1</error>
    </testcase>
    <testcase classname="night" name="mine" time="1.5">
      <skipped message="running: exit 0">r_1</skipped>
    </testcase>
  </testsuite>
</testsuites>
`);
});
