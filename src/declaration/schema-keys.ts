import type { z } from 'zod';
import { platformSchema } from './schema.ts';

/** The keys that the declaration knows at `path`; none where it has no object. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const found = path.reduce<z.core.$ZodType | undefined>((schema, key) => child(schema, key), platformSchema);
  const shape = found === undefined ? undefined : shapeOf(found);
  return shape === undefined ? [] : Object.keys(shape);
}

function child(schema: z.core.$ZodType | undefined, key: PropertyKey): z.core.$ZodType | undefined {
  if (schema === undefined) return undefined;
  const { def } = bare(schema)._zod as {
    def: z.core.$ZodTypeDef & { element?: z.core.$ZodType; valueType?: z.core.$ZodType };
  };
  return shapeOf(schema)?.[String(key)] ?? def.element ?? def.valueType;
}

function shapeOf(schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> | undefined {
  return (bare(schema) as z.core.$ZodObject)._zod.def.shape;
}

/** Without the wrappers `optional` and `prefault`. */
function bare(schema: z.core.$ZodType): z.core.$ZodType {
  const { innerType } = schema._zod.def as { innerType?: z.core.$ZodType };
  return innerType === undefined ? schema : bare(innerType);
}
