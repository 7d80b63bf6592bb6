import { z } from 'zod';
import { type AnyAction, actionsOf } from '../../actions/index.ts';
import { stepSchemas } from './steps/step-schema.ts';

const OUTPUTS: Readonly<Record<AnyAction['traits']['output'], string>> = {
  none: '',
  text: 'the text',
  value: 'its result',
  page: 'what the page shows',
  file: 'the paths of the files, one a line',
  image: 'the path of the picture in the run folder',
};

interface Property {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
}

/** The actions of a playbook's steps as a Markdown table. */
export function actionTable(): string {
  const rows = actionsOf('playbook').map((action) => [
    `\`${action.name}\``,
    action.title,
    selectorOf(action),
    argumentsOf(action),
    OUTPUTS[action.traits.output],
  ]);
  const lines = [['action', 'what it does', 'selector', 'arguments', 'output'], Array(5).fill('---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |').replaceAll('|  |', '| |')).join('\n');
}

function selectorOf({ fields: { selector } }: AnyAction): string {
  if (selector === undefined) return '';
  return selector instanceof z.ZodOptional ? 'optional' : 'required';
}

function argumentsOf({ name, written: { under }, rules }: AnyAction): string {
  const field = stepSchemas.get(name)?.shape[under];
  if (field === undefined) return '';
  const schema = z.toJSONSchema(field as z.ZodType, { io: 'input' }) as { properties?: Record<string, Property>; required?: string[] };
  const words = Object.entries(schema.properties ?? {}).map(([key, property]) =>
    argument(key, property, schema.required?.includes(key) ?? false),
  );
  const arranged = under === 'params' ? words.join('<br>') : `under \`${under}\`:<br>${words.join('<br>')}`;
  return [arranged, ...rules.map(({ error }) => `*${error.startsWith('needs') ? error : `refused if it ${error}`}*`)].join('<br>');
}

function argument(key: string, { enum: choices, default: fallback, description }: Property, required: boolean): string {
  const plain = typeof fallback === 'string' || typeof fallback === 'number';
  const notes = [required && 'required', plain && `default ${fallback}`].filter((note) => note !== false);
  const about = [choices?.join(', '), description].filter((text) => text !== undefined);
  return `\`${key}\`${notes.length > 0 ? ` (${notes.join(', ')})` : ''}${about.length > 0 ? `: ${about.join('. ')}` : ''}`;
}
