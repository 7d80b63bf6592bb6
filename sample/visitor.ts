interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

/** A browserless client for the sample's own tests: keeps cookies, adds form tokens, follows no redirects. */
export class Visitor {
  /** Complete Set-Cookie lines by cookie name. */
  readonly cookies = new Map<string, string>();
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies.values()].map((line) => line.split(';')[0]).join('; ');
    const response = await fetch(this.#url + path, { redirect: 'manual', ...init, headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) this.cookies.set(line.split('=')[0]!, line);
    return response;
  }

  async get(path: string): Promise<Answer> {
    return readAnswer(await this.fetch(path));
  }

  /** Posts a form; the session's token is added unless the fields bring one. */
  async post(path: string, fields: Record<string, string>): Promise<Answer> {
    return readAnswer(
      await this.fetch(path, { method: 'POST', body: new URLSearchParams({ _csrf: await this.#formToken('/orders/10234'), ...fields }) }),
    );
  }

  async upload(path: string, name: string, bytes: Buffer): Promise<Answer> {
    const form = new FormData();
    form.set('_csrf', await this.#formToken('/orders/10234'));
    form.set('file', new File([new Uint8Array(bytes)], name));
    return readAnswer(await this.fetch(path, { method: 'POST', body: form }));
  }

  async signIn(user: string, password: string, next = ''): Promise<Answer> {
    const body = new URLSearchParams({ _csrf: await this.#formToken('/login'), username: user, password, next });
    return readAnswer(await this.fetch('/login', { method: 'POST', body }));
  }

  async #formToken(path: string): Promise<string> {
    return /name="_csrf" value="([^"]+)"/.exec((await this.get(path)).text)?.[1] ?? '';
  }
}

async function readAnswer(response: Response): Promise<Answer> {
  return { status: response.status, location: response.headers.get('location') ?? undefined, text: await response.text() };
}
