import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AuditController } from './audit.controller.ts';
import { AuditInterceptor } from './audit-interceptor.ts';
import { Audit } from './audit.ts';

@Module({ controllers: [AuditController], providers: [Audit, { provide: APP_INTERCEPTOR, useClass: AuditInterceptor }] })
export class AuditModule {}
