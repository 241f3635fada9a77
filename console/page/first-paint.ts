// Runs before anything is drawn: the page must not flash in the other theme.
const chosen = localStorage.getItem('console-theme');
if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['theme'] = chosen;
