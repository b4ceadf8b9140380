import type { Family, Safe, Status } from '@hark/protocol/api';
import { describe, expect, it } from 'vitest';

import { chatsOffered, chosen, mentorFamily, routeOf, tooMuchForMentor, type About, type Answers } from '../src/routing.ts';
import { TOPICS } from '../src/topics.ts';

const answers = (ids: string[], safe: Safe = 'yes', about: About | null = null, pastoral: Family[] = []): Answers =>
  ({ safe, about, pastoral, topics: TOPICS.filter(({ id }) => ids.includes(id)) });
const withPastoral = (ids: string[], safe: Safe = 'yes', about: About | null = null): Answers => answers(ids, safe, about, ['friends', 'school']);

const status = (more: Partial<Status> = {}): Status =>
  ({ state: 'open', adults_live: true, pastoral_live: true, mentors_live: true, read_by: null, next_open: null, label: null, testing: false, ...more });

describe('a report about a grown-up at school', () => {
  it.each(['team', 'other', 'unsure'] as const)('goes to the head when it is about: %s', (about) => {
    expect(routeOf(answers(['staff'], 'yes', about))).toBe('head');
  });

  it('goes past the head to the chair when it is about the head', () => {
    expect(routeOf(answers(['staff'], 'yes', 'head'))).toBe('governors');
  });

  it('goes to the head even before the pupil has said who it is about', () => {
    expect(routeOf(answers(['staff']))).toBe('head');
  });

  it('goes past the safety team whatever else is picked with it', () => {
    expect(routeOf(answers(['friends', 'staff', 'school'], 'yes', 'other'))).toBe('head');
  });

  it('offers no chat and no mentor', () => {
    const about = answers(['staff', 'friends'], 'yes', 'team');
    expect(chatsOffered(about, status())).toEqual([]);
    expect(mentorFamily(about)).toBeNull();
  });

  it('is the only one that leaves the safety team out', () => {
    const others = TOPICS.filter(({ staff }) => !staff).map(({ id }) => routeOf(answers([id], 'yes', 'head')));
    expect(new Set(others)).toEqual(new Set(['safeguarding']));
  });
});

describe('a report to the pastoral team', () => {
  it.each(['no', 'unsure', null] as const)('goes to the safety team from a pupil whose answer is: %s', (safe) => {
    expect(routeOf({ ...withPastoral(['friends']), safe })).toBe('safeguarding');
  });

  it('goes to the safety team when one of several topics was not chosen by the school', () => {
    for (const other of ['hurt', 'settling', 'feelings', 'unsure', 'else']) {
      expect(routeOf(withPastoral(['friends', other]))).toBe('safeguarding');
    }
  });

  it('goes to the safety team where the school has chosen nothing', () => {
    for (const { id } of TOPICS.filter(({ staff }) => !staff)) expect(routeOf(answers([id]))).toBe('safeguarding');
  });

  it('goes to the safety team when nothing was picked', () => {
    expect(routeOf(withPastoral([]))).toBe('safeguarding');
  });

  it('goes past both teams when it is about a grown-up at school', () => {
    expect(routeOf(withPastoral(['friends', 'staff'], 'yes', 'team'))).toBe('head');
    expect(routeOf(withPastoral(['friends', 'staff'], 'yes', 'head'))).toBe('governors');
  });

  it('goes there when the pupil is safe and the school has chosen every topic they picked', () => {
    expect(routeOf(withPastoral(['friends']))).toBe('pastoral');
    expect(routeOf(withPastoral(['friends', 'school']))).toBe('pastoral');
  });

  it('offers a chat while somebody of either team is there, and a mentor beside them', () => {
    const only = { adults_live: false, pastoral_live: true };
    expect(chatsOffered(withPastoral(['friends']), status(only))).toEqual(['adult', 'mentor', 'none']);
    expect(chatsOffered(answers(['friends']), status(only))).toEqual([]);
    expect(chatsOffered(withPastoral(['friends']), status({ adults_live: false, pastoral_live: false }))).toEqual([]);
  });
});

describe('a pupil mentor', () => {
  it.each(['unsure', 'no'] as const)('is not offered to a pupil who answers "%s"', (safe) => {
    expect(mentorFamily(answers(['friends'], safe))).toBeNull();
    expect(chatsOffered(answers(['friends'], safe), status())).not.toContain('mentor');
  });

  it('is not offered when one of several topics is too much for a pupil', () => {
    expect(mentorFamily(answers(['friends', 'self_harm']))).toBeNull();
  });

  it('is not offered when nothing was picked', () => {
    expect(mentorFamily(answers([]))).toBeNull();
  });

  it('is not offered while none is there', () => {
    expect(chatsOffered(answers(['friends']), status({ mentors_live: false }))).toEqual(['adult', 'none']);
  });

  it('is not offered while no adult is there, even if a mentor is', () => {
    expect(chatsOffered(answers(['friends']), status({ adults_live: false }))).toEqual([]);
  });

  it('is offered for a light topic to a pupil who is safe', () => {
    expect(chatsOffered(answers(['friends']), status())).toEqual(['adult', 'mentor', 'none']);
    expect(mentorFamily(answers(['friends']))).toBe('friends');
  });

  it('is shown the topic family only if the pupil picked a mentor', () => {
    expect(chosen(answers(['friends']), 'adult')).toEqual({ chat: 'adult', mentor: null });
    expect(chosen(answers(['friends']), 'none')).toEqual({ chat: 'none', mentor: null });
    expect(chosen(answers(['friends']), 'mentor')).toEqual({ chat: 'mentor', mentor: 'friends' });
  });

  it('who was picked before the answers ruled one out becomes an adult', () => {
    expect(chosen(answers(['friends', 'hurt']), 'mentor')).toEqual({ chat: 'adult', mentor: null });
  });

  it('may help with no topic that is red, about staff or about a nude picture', () => {
    const light = TOPICS.filter(({ family }) => family !== null).map(({ id }) => id);
    for (const heavy of ['hurt', 'home', 'self_harm', 'nude', 'online_contact', 'friend_risk', 'violence', 'staff']) {
      expect(light).not.toContain(heavy);
    }
  });

  it('is explained away only where one is there and the answers rule one out', () => {
    expect(tooMuchForMentor(answers(['hurt']), status())).toBe(true);
    expect(tooMuchForMentor(answers(['hurt']), status({ mentors_live: false }))).toBe(false);
    expect(tooMuchForMentor(answers(['friends']), status())).toBe(false);
  });
});

describe('outside opening hours', () => {
  it.each(['closed', 'holiday', 'not_open'] as const)('no chat is offered while the school is %s', (state) => {
    expect(chatsOffered(answers(['friends']), status({ state }))).toEqual([]);
  });
});
