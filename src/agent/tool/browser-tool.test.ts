import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AGENT_COMMANDS } from '../../actions/index.ts';
import { testActions } from '../testing/harness.ts';
import { createBrowserTool } from './browser-tool.ts';
import { mergedProperties, objectSchemaOf } from './tool-schema.ts';

describe('the schema of the tool', () => {
  const { spec } = createBrowserTool(testActions);
  const schema = spec.inputSchema as { properties: Record<string, { enum?: string[]; description?: string }>; required: string[] };

  it('is flat: one object without unions that requires only the action', () => {
    expect(schema).toMatchObject({ type: 'object', required: ['action'] });
    expect(JSON.stringify(schema)).not.toMatch(/"(anyOf|oneOf|allOf|\$ref|\$schema)"/);
  });

  it('contains the allowed actions and done', () => {
    expect(schema.properties.action?.enum).toEqual([...testActions, 'done']);
  });

  it('says which actions take an argument', () => {
    expect(spec.description).toContain('- key_press(selector?, text?, as?, key?): fill a field');
    expect(spec.description).toContain('- upload(selector, files)');
    expect(schema.properties.selector?.description).toContain('a ref (e12) of the latest observation');
    expect(schema.properties.dialog?.description).toContain('native dialog');
  });

  it('costs at most 900 tokens with all actions, since every request carries it', () => {
    const whole = createBrowserTool(AGENT_COMMANDS).spec;
    expect(encode(JSON.stringify(whole)).length).toBeLessThanOrEqual(900);
    for (const name of AGENT_COMMANDS) expect(whole.description).toContain(`- ${name}(`);
  });

  it('contains neither the name nor the arguments of a forbidden action', () => {
    const narrow = createBrowserTool(['click', 'extract']);
    const text = JSON.stringify(narrow.spec);
    for (const word of ['goto', 'key_press', 'execute_sequence', '"url":', '"key"', '"actions"']) expect(text).not.toContain(word);
    expect(narrow.parse({ action: 'goto', url: 'http://x' })).toMatchObject({
      ok: false,
      problem: expect.stringContaining('There is no action "goto"'),
    });
  });

  it('omits actions that only a playbook may use, even if they are allowed', () => {
    const tool = createBrowserTool(['evaluate', ...testActions]);
    expect(JSON.stringify(tool.spec)).not.toMatch(/evaluate|"script"/);
    expect(tool.parse({ action: 'evaluate', script: '1' }).ok).toBe(false);
  });

  it('offers one simple form of an argument, without limits, and hides arguments with good defaults', () => {
    const tool = createBrowserTool(['select']);
    expect((tool.spec.inputSchema as typeof schema).properties.option).toEqual({ type: 'string', description: 'value or label' });
    expect(JSON.stringify(tool.spec)).not.toContain('timeout_ms');
    expect(tool.parse({ action: 'select', selector: 'e1', value: ['a', 'b'], timeout_ms: 5 })).toMatchObject({ ok: true });
  });

  it('describes an argument that has different types in two actions', () => {
    const action = (name: string, value: z.ZodType) => ({ name, title: '', brief: undefined, shape: objectSchemaOf(z.object({ value })) });
    const { value } = mergedProperties([action('one', z.string().describe('an option')), action('two', z.number().describe('pixels'))]);
    expect(value).toEqual({ description: 'one: an option; two: pixels' });
  });
});

describe('a call', () => {
  const tool = createBrowserTool(testActions);

  it('keeps an empty text that the action accepts: it clears a field', () => {
    expect(tool.parse({ action: 'key_press', selector: 'e1', text: '' })).toMatchObject({
      ok: true,
      command: { selector: 'e1', text: '' },
    });
  });

  it('may pass one value for a list', () => {
    expect(tool.parse({ action: 'upload', selector: 'e1', files: 'notes.txt' })).toMatchObject({ command: { files: ['notes.txt'] } });
  });

  it('may include a note with any action', () => {
    expect(tool.parse({ action: 'click', selector: 'e1', note: ' Ines, 42 ' })).toEqual({
      ok: true,
      kind: 'command',
      command: { action: 'click', selector: 'e1', button: 'left', count: 1 },
      note: 'Ines, 42',
    });
  });

  it.each([
    [{ action: 'execute_sequence' }, 'needs "actions"'],
    [{ action: 'execute_sequence', actions: [] }, 'needs "actions"'],
    [{ action: 'execute_sequence', actions: ['click'] }, 'Action 1 of the sequence'],
    [{ action: 'execute_sequence', actions: [{ action: 'execute_sequence', actions: [] }] }, 'Action 1 of the sequence'],
    [{ action: 'execute_sequence', actions: [{ action: 'done', success: true }] }, 'Action 1 of the sequence'],
    [
      { action: 'execute_sequence', actions: [{ action: 'click', selector: 'e1' }, { action: 'click' }] },
      'Action 2 of the sequence: click needs "selector"',
    ],
    [{ action: 'execute_sequence', actions: Array.from({ length: 21 }, () => ({ action: 'scroll' })) }, 'a list of 1 to 20 actions'],
    [{ action: 'click', selector: 'e1', count: 9 }, 'The input of click is invalid: count: '],
    [{ action: 'key_press', selector: 'e1' }, 'needs text or key'],
    [{ action: 'wait_for', ms: 5000 }, 'wait_for takes no "ms"'],
    [{ action: '__proto__' }, 'There is no action'],
    [{ action: 'toString' }, 'There is no action'],
    [{ action: ['click'] }, 'There is no action'],
    [{ action: 'CLICK', selector: 'e1' }, 'There is no action'],
  ])('%j is rejected: %s', (input, words) => {
    expect(tool.parse(input)).toMatchObject({ ok: false, problem: expect.stringContaining(words) });
  });

  it('of a sequence has empty arguments dropped, like a single action', () => {
    expect(tool.parse({ action: 'execute_sequence', actions: [{ action: 'click', selector: 'e1', text: null }] })).toMatchObject({
      ok: true,
      command: { action: 'execute_sequence', actions: [{ action: 'click', selector: 'e1' }] },
    });
  });
});
