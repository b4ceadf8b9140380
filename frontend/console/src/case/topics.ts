import file from '../../../../app/reports/topics.json';

/** Every topic, from the one file that the pupils' page offers them from. */
export const TOPICS = file.topics;

/** The pupil's words for a topic. An unknown topic is shown as it came. */
export function topicWords(id: string): string {
  return file.topics.find((topic) => topic.id === id)?.label ?? id;
}
