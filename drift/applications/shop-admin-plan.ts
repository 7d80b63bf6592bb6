import type { ApplicationPlan } from './application-plan.ts';

/** The plan for Django's admin of the small shop. */
export const shopAdminPlan: ApplicationPlan = {
  name: 'shop-admin',
  loginPath: '/admin/login/',
  sessionCookie: 'shop_session',
  idReferences: [],
  // inlines.js numbers the rows of an inline table; the date widgets and select2 build ids from that of the field.
  scriptBuiltIds: [/lines/, /__prefix__/, /^django-admin-/, /_\d$/, /^calendar/, /^clock/],
  idPrefixes: ['change_', 'add_', 'delete_', 'lookup_'],
  labels: [
    { from: 'Search', to: ['Find', 'Look up'] },
    { from: 'Status:', to: ['State:', 'Stage:'] },
    { from: 'Decided by:', to: ['Who decided:', 'Clerk:'] },
    { from: 'Internal note:', to: ['Note for colleagues:', 'Remark:'] },
    { from: 'Evidence:', to: ['Proof:', 'Attachment:'] },
    { from: 'Tracking code:', to: ['Parcel number:', 'Shipment id:'] },
    { from: 'Customer:', to: ['Client:', 'Buyer:'] },
    { from: 'Name:', to: ['Full name:', 'Called:'] },
    { from: 'Notes:', to: ['Remarks:', 'Comments:'] },
    { from: 'Save', to: ['Store', 'Apply'] },
    { from: 'Action:', to: ['With the chosen:', 'Task:'] },
    { from: 'Go', to: ['Run', 'Do it'] },
    { from: 'Yes, approve', to: ['Accept now', 'Confirm'] },
    { from: 'Approve selected refunds', to: ['Accept these refunds', 'Grant what is chosen'] },
    { from: 'Export selected as CSV', to: ['Download as spreadsheet', 'Save chosen lines as a file'] },
    { from: 'SKU', to: ['Article no.', 'Article'] },
  ],
  messages: [
    { from: /refund\(s\) approved\./, to: ['refunds have been accepted.', 'refunds are granted.'] },
    { from: /You are about to approve/, to: ['You will accept', 'This grants'] },
    { from: /was changed successfully\./, to: ['was saved.', 'has been stored.'] },
    { from: /^Approved$/, to: ['Accepted', 'Granted'] },
    { from: /^Shipped$/, to: ['Sent', 'On its way'] },
    { from: /^Change (refund|order|customer)$/, to: ['Edit $1', 'Details of the $1'] },
  ],
  menus: [
    { selector: '.submit-row', opener: 'More' },
    { selector: '#changelist-form .actions', opener: 'More' },
    { selector: '#changelist-filter', opener: 'Filter' },
    { selector: '.delete-confirmation #content form > input[type="submit"]', opener: 'More' },
  ],
  dialogs: [
    { selector: '#changelist-search', opener: 'Search …' },
    { selector: '#changelist-filter', opener: 'Filter …' },
    { selector: '#changelist-form .actions', opener: 'Actions …' },
    { selector: '.submit-row', opener: 'Finish …' },
  ],
  tabs: [
    { parts: '#content-main > form > div > fieldset, #content-main > form > div > .inline-group', title: 'h2' },
    { parts: '#changelist .changelist-form-container, #changelist-filter', title: 'h2' },
  ],
  widgets: '#id_status, #id_reason, select[name="action"], #searchbar, #id_decided_by, #id_tracking_code, #id_name',
  requiredIn: '#refund_form, #order_form, #customer_form, .delete-confirmation #content form',
  variant: {
    movedToEnd: '.submit-row, #changelist-form .actions',
    main: '#content-main',
    search: { action: '/admin/shop/order/', field: 'q' },
  },
  isPopup: (url) => url.searchParams.has('_popup'),
};
