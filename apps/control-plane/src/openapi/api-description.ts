import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

/** The API's description, made when it is first asked for. */
@Injectable()
export class ApiDescription {
  #describe: (() => OpenAPIObject) | undefined;
  #document: OpenAPIObject | undefined;

  /** The application as a whole is what it describes. */
  set source(describe: () => OpenAPIObject) {
    this.#describe = describe;
  }

  get document(): OpenAPIObject {
    this.#document ??= this.#describe?.();
    if (!this.#document) throw new Error('the application has not said what it is');
    return this.#document;
  }
}
