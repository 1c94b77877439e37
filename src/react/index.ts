'use client';

export { ConvotProvider, type ConvotProviderProps, useConvot } from './provider.js';
export { useConvotEvent } from './use-convot-event.js';
export { useIdentify } from './use-identify.js';
export { useStatus, useUnread } from './use-status.js';
