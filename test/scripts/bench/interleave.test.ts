import { describe, expect, test } from 'vitest';
import { type Contender, interleave, localContender } from '../../../scripts/bench/interleave.ts';

/** Writes down whose turn it is; its times are its turns' numbers: 1, 2, 3, … */
function diarist(name: string, diary: string[]): Contender {
  let turns = 0;
  return {
    async turn(milliseconds) {
      diary.push(`${name} ${milliseconds}`);
      turns++;
      return [turns, turns];
    },
  };
}

describe('interleaving', () => {
  test('lets everyone have a turn in each round, every second round backwards', async () => {
    const diary: string[] = [];
    await interleave([diarist('a', diary), diarist('b', diary), diarist('c', diary)], 2, 0);
    expect(diary.join(', ')).toBe('a 0, b 0, c 0, c 0, b 0, a 0, a 0, b 0, c 0');
  });

  test('throws the times of the first round away and keeps all others', async () => {
    const [timing] = await interleave([diarist('a', [])], 3, 0);
    expect(timing).toEqual({ median: 3, lowerQuartile: 2, upperQuartile: 3, calls: 6 });
  });

  test('gives up a contender that throws and goes on with the others', async () => {
    let turns = 0;
    const dying: Contender = {
      async turn() {
        turns++;
        if (turns === 2) throw new Error('out of memory');
        return [1];
      },
    };
    const diary: string[] = [];
    const [first, second] = await interleave([dying, diarist('b', diary)], 3, 0);
    expect(first).toEqual(new Error('out of memory'));
    expect(turns).toBe(2);
    expect(diary).toHaveLength(4);
    expect(second).toMatchObject({ calls: 6 });
  });
});

describe('a contender of this process', () => {
  test('is called once in a turn without time, after its preparation', async () => {
    const diary: string[] = [];
    const run = () => diary.push('run');
    const times = await localContender(run, async () => void diary.push('prepare')).turn(0);
    expect(diary).toEqual(['prepare', 'run']);
    expect(times).toHaveLength(1);
  });

  test('is called until the time of its turn is over', async () => {
    const start = performance.now();
    const times = await localContender(() => 1).turn(5);
    expect(performance.now() - start).toBeGreaterThanOrEqual(5);
    expect(times.length).toBeGreaterThan(1);
  });

  test('is refused when it computes NaN', async () => {
    await expect(localContender(() => Number.NaN).turn(0)).rejects.toThrow('computed NaN');
  });
});
