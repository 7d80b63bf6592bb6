import type { Page } from 'playwright-core';

/** A running application whose controls are pressed one by one. */
export interface CrawledApplication {
  readonly origin: string;
  readonly pages: readonly string[];
  login(page: Page): Promise<void>;
  stop(): Promise<void>;
}

export const DJANGO_PAGES: readonly string[] = [
  '/admin/shop/refund/',
  '/admin/shop/refund/3/change/',
  '/admin/shop/refund/3/delete/',
  '/admin/shop/order/5/change/',
  '/admin/shop/customer/2/change/',
  '/admin/auth/user/1/change/',
  '/admin/shop/order/',
  '/admin/',
  '/admin/shop/refund/add/',
  '/admin/shop/refund/3/history/',
  '/admin/shop/customer/',
  '/admin/auth/user/',
  '/admin/auth/user/1/password/',
  '/admin/auth/group/add/',
  '/admin/password_change/',
  '/admin/shop/order/add/',
  '/admin/shop/customer/2/delete/',
  '/admin/shop/order/?status__exact=shipped',
  '/admin/auth/group/',
  '/admin/shop/',
];

export const REDMINE_PAGES: readonly string[] = [
  '/issues/1',
  '/projects/refund-desk',
  '/projects/refund-desk/issues',
  '/projects/refund-desk/settings',
  '/projects/refund-desk/settings/versions',
  '/projects/refund-desk/settings/members',
  '/issues/2/edit',
  '/projects/refund-desk/issues/new',
  '/projects/refund-desk/wiki',
  '/projects/refund-desk/wiki/Wiki/edit',
  '/news/1',
  '/boards/1',
  '/boards/1/topics/1',
  '/my/page',
  '/my/account',
  '/users',
  '/users/5/edit',
  '/admin',
  '/admin/projects',
  '/roles',
  '/trackers',
  '/issue_statuses',
  '/workflows/edit',
  '/custom_fields',
  '/enumerations',
  '/settings',
  '/projects',
  '/projects/refund-desk/activity',
  '/projects/refund-desk/roadmap',
  '/projects/refund-desk/time_entries',
  '/projects/refund-desk/news',
  '/projects/refund-desk/documents',
  '/projects/refund-desk/files',
  '/projects/refund-desk/issues/gantt',
  '/projects/refund-desk/issues/calendar',
  '/search?q=refund',
  '/versions/1',
  '/projects/refund-desk/settings/boards',
  '/projects/refund-desk/settings/categories',
  '/groups',
  '/auth_sources',
  '/admin/plugins',
];
