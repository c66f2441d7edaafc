/**
 * Reads one header of a request by its lower-case name. Of a header that came several times this is
 * the value Node settles on: the first or all joined, depending on the name.
 */
export type HeaderLookup = (lowerCaseName: string) => string | undefined;
