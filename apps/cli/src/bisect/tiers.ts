import type { JitOptions } from '@reprise/jit';
import { enumOf, int, OptionError } from '@reprise/options';
import { tierNames, type TierName } from '@reprise/vm';

/** A way to execute instructions. */
export interface Tier {
  readonly name: TierName;
  readonly jit: Partial<Pick<JitOptions, 'threshold'>>;
}

export interface TwoTiers {
  readonly left: Tier;
  readonly right: Tier;
  /** Which of them compiles, while the other does not. */
  readonly compiles: 'left' | 'right' | undefined;
}

const tierName = enumOf(tierNames, { description: 'how instructions are executed', required: true });
const visits = int({ description: 'visits of a place until it is compiled', min: 0, required: true });

/** `jit:0,interp`: one or two of jit, jit:VISITS, interp, reference. @throws OptionError */
export function parseTiers(text: string): readonly [left: Tier, right?: Tier] {
  const [left, right, ...further] = text.split(',').map(parseTier);
  if (!left || further.length > 0) throw new OptionError(`'${text}': expected one or two of ${tierNames.join(', ')}`);
  return right ? [left, right] : [left];
}

function parseTier(text: string): Tier {
  const [, name, threshold] = /^(jit):(.*)$/.exec(text) ?? [undefined, text, undefined];
  return { name: tierName.parse(name ?? ''), jit: threshold === undefined ? {} : { threshold: visits.parse(threshold) } };
}

/** The other way is the one that is simpler; with `isSame`, the same. @throws OptionError if both compile, unless they are to be the same */
export function tiersOf(given: readonly [left: Tier, right?: Tier] | undefined, recorded: TierName, isSame: boolean): TwoTiers {
  const left = given?.[0] ?? { name: recorded, jit: {} };
  const right = given?.[1] ?? (isSame ? left : { name: simpler[left.name], jit: {} });
  const [isLeft, isRight] = [left.name === 'jit', right.name === 'jit'];
  if (isLeft && isRight && !isSame) throw new OptionError(`'--tiers ${tierText(left)},${tierText(right)}': one of the two is to be interp or reference`);
  return { left, right, compiles: isLeft === isRight ? undefined : isLeft ? 'left' : 'right' };
}

const simpler: Readonly<Record<TierName, TierName>> = { jit: 'interp', interp: 'reference', reference: 'interp' };

export const tierText = ({ name, jit: { threshold } }: Tier): string => (threshold === undefined ? name : `${name}:${threshold}`);
