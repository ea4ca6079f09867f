/** What the parts of one consumer know of each other. */
export interface ConsumerState {
  readonly assignment: string;
  readonly stopping: boolean;
  readonly pausedTopics: ReadonlySet<string>;
  /** What the handler threw, or what else ended the consumer. */
  readonly failure: { readonly error: unknown } | undefined;
  /** A fetch, a heartbeat or a chunk has succeeded. */
  heard(): void;
  /** Milliseconds since anything succeeded. */
  silentMilliseconds(): number;
  joined(): void;
  crashed(): void;
  isJoined(): boolean;
  fail(error: unknown): void;
  stop(): void;
  pause(topics: readonly string[]): void;
  resume(topics: readonly string[]): void;
}

/** `clock` gives milliseconds of a steady clock; `name` tells this consumer from others. */
export const createConsumerState = (name: string, clock: () => number): ConsumerState => {
  const pausedTopics = new Set<string>();
  let joins = 0;
  let isJoined = false;
  let stopping = false;
  let failure: { readonly error: unknown } | undefined;
  let heardAt = clock();
  return {
    get assignment() {
      return `${name}/${joins}`;
    },
    get stopping() {
      return stopping;
    },
    get failure() {
      return failure;
    },
    pausedTopics,
    heard: () => {
      heardAt = clock();
    },
    silentMilliseconds: () => clock() - heardAt,
    joined: () => {
      joins += 1;
      isJoined = true;
      heardAt = clock();
    },
    crashed: () => {
      isJoined = false;
    },
    isJoined: () => isJoined,
    fail: (error) => {
      failure ??= { error };
    },
    stop: () => {
      stopping = true;
    },
    pause: (topics) => topics.forEach((topic) => pausedTopics.add(topic)),
    resume: (topics) => topics.forEach((topic) => pausedTopics.delete(topic)),
  };
};
