import type { AnyFunction, FieldContext, MethodContext } from './traced-types';

type Place = MethodContext | FieldContext;

/** A method's name without its class: `deliver`, `#check`, `[Symbol.iterator]`. */
export function ownName({ name }: Place): string {
  return typeof name === 'symbol' ? `[${name.description ?? ''}]` : name;
}

/**
 * What a method's name is found by: the class that a static one is called on, else the prototype of the object; undefined
 * where it is called on nothing. Never throws.
 */
export function calledOn(self: unknown, { static: isStatic }: Place): object | undefined {
  try {
    if (self === undefined || self === null) return undefined;
    return (isStatic ? Object(self) : Object.getPrototypeOf(self)) ?? undefined;
  } catch {
    // A proxy may refuse to tell.
    return undefined;
  }
}

/**
 * `Class.method`, with the class that declares the method; the method alone where none is to be found. A private one and a
 * field cannot be looked up in a class: theirs is the class of the object. Never throws.
 *
 * @param start what `calledOn` gave
 * @param method the function that stands in the class in the method's place
 */
export function methodName(start: object, place: Place, method: AnyFunction | undefined): string {
  const own = ownName(place);
  try {
    const isFindable = place.kind === 'method' && !place.private;
    const holder = isFindable ? declaringObject(start, place.name, method) : start;
    const className = (place.static ? (holder as AnyFunction) : holder?.constructor)?.name;
    return typeof className === 'string' && className !== '' ? `${className}.${own}` : own;
  } catch {
    return own;
  }
}

/** Where in the chain of prototypes a method stands; else, since another decorator may stand around it, one of its name. */
function declaringObject(
  start: object,
  name: string | symbol,
  method: AnyFunction | undefined,
): object | undefined {
  let namesake: object | undefined;
  for (let object: object | null = start; object !== null; object = Object.getPrototypeOf(object)) {
    const own = Object.getOwnPropertyDescriptor(object, name);
    if (own && own.value === method) return object;
    if (own) namesake ??= object;
  }
  return namesake;
}
