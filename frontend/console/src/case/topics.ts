import file from '../../../../app/reports/topics.json';

/** The pupil's words for a topic, from the one file that their page offers it from. An unknown topic is shown as it came. */
export function topicWords(id: string): string {
  return file.topics.find((topic) => topic.id === id)?.label ?? id;
}
