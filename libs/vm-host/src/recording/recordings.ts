export { FolderRecording, outcomeOf, putBootFiles, type RecordingOptions } from './folder-recording.ts';
export { OpenedRecording } from './open-recording.ts';
export { StateFinder } from '../states/state-finder.ts';
export { ImageFolder } from './image-folder.ts';
export { recordedConfiguration } from './recorded-configuration.ts';
export { RecordingFolder, type RecordingHead, type RecordingPart, type RecordingPlace } from './recording-folder.ts';
export { recordingPorts } from './recording-ports.ts';
