/** Something wrong in tables, with the place as a JSON pointer (RFC 6901) to the field. */
export interface Problem {
  /** `/tariffs/0/components/2/charge/numerator` */
  readonly path: string;
  /** What is wrong, without the value. */
  readonly message: string;
}

/** A place in the tables that are read, and where to report. */
export interface Place {
  readonly path: string;
  readonly problems: Problem[];
}

/** The place of a member or element below a place. */
export function below(place: Place, step: string | number): Place {
  const escaped = String(step).replaceAll('~', '~0').replaceAll('/', '~1');
  return { path: `${place.path}/${escaped}`, problems: place.problems };
}

/** Reports that something is wrong at a place. */
export function report(place: Place, message: string): void {
  place.problems.push({ path: place.path, message });
}
