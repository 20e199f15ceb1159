import { Module } from '@nestjs/common';
import { ImagesController } from './images.controller.ts';
import { BundledImages } from './bundled-images.ts';
import { Images } from './images.ts';
import { UploadsController } from './uploads.controller.ts';
import { Uploads } from './uploads.ts';

@Module({ controllers: [ImagesController, UploadsController], providers: [BundledImages, Images, Uploads] })
export class ImagesModule {}
