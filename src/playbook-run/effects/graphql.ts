export interface GraphqlOperation {
  type: 'query' | 'mutation' | 'subscription';
  /** '' when it has none. */
  name: string;
}

/**
 * The operation that a server would execute of a GraphQL document. Undefined if the text is not one, or holds several and
 * none has the given name.
 */
export function graphqlOperation(document: string, name: string | undefined): GraphqlOperation | undefined {
  const operations = operationsOf(document);
  if (operations === undefined) return undefined;
  return operations.length === 1 ? operations[0] : operations.find((operation) => operation.name === name);
}

/** The operations of a document, without its fragments; undefined for anything but a whole document. */
function operationsOf(document: string): GraphqlOperation[] | undefined {
  const bare = document.replace(/"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|#[^\n]*/g, ' ');
  const heads: string[] = [];
  let head = '';
  let braces = 0;
  let brackets = 0;
  for (const character of bare) {
    if (braces === 0 && character === '(') brackets += 1;
    else if (braces === 0 && character === ')') brackets -= 1;
    else if (brackets === 0 && character === '{') {
      if (braces === 0) heads.push(head.trim());
      head = '';
      braces += 1;
    } else if (brackets === 0 && character === '}') braces -= 1;
    else if (braces === 0 && brackets === 0) head += character;
    if (braces < 0 || brackets < 0) return undefined;
  }
  if (braces !== 0 || brackets !== 0 || head.trim() !== '') return undefined;
  const definitions = heads.map((text) => /^(query|mutation|subscription|fragment)?(?:\s+(\w+))?(?:$|[\s@])/.exec(text));
  if (definitions.length === 0 || definitions.includes(null)) return undefined;
  return definitions.flatMap((definition) => {
    const [, type = 'query', name = ''] = definition ?? [];
    return type === 'fragment' ? [] : [{ type: type as GraphqlOperation['type'], name }];
  });
}
