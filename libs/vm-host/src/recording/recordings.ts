export { FolderRecording, type RecordingOptions } from './folder-recording.ts';
export { OpenedRecording } from './open-recording.ts';
export { RecordingFolder } from './recording-folder.ts';
export { StateFinder } from '../states/state-finder.ts';
