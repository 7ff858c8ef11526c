// Pocket, the companion app: what runs in the window.
document.documentElement.lang = navigator.language.startsWith('nl') ? 'nl' : 'en';
