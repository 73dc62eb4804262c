// SPDX-License-Identifier: Apache-2.0
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitepress'

/** Where the site is published; a slash at both ends. */
const base = process.env.SITE_BASE ?? '/knock4j/'
const repository = 'https://github.com/knock4j/knock4j'

/** The first line of an imported file says what every page says at its end. */
const withoutLicence = {
  preprocess: (code) => code.replace(/^(\/\/|#) SPDX-License-Identifier:.*\n+/m, '')
}

/**
 * Javadoc's pages are not VitePress' own: the browser, not the router, has to open them. What lies
 * beside the site in the repository is shown there.
 */
function leadOutOfTheSite(md) {
  const render =
    md.renderer.rules.link_open ??
    ((tokens, at, options, env, self) => self.renderToken(tokens, at, options))
  md.renderer.rules.link_open = (tokens, at, options, env, self) => {
    const href = tokens[at].attrGet('href')
    if (href?.startsWith('/api/')) {
      tokens[at].attrSet('href', base + href.slice(1))
      tokens[at].attrSet('target', '_self')
    } else if (href?.startsWith('../')) {
      tokens[at].attrSet('href', `${repository}/blob/main/${href.slice(3)}`)
    } else if (env.relativePath === 'changes.md' && /^[A-Z]/.test(href)) {
      // made of CHANGELOG.md
      tokens[at].attrSet('href', `${repository}/blob/main/${href}`)
    }
    return render(tokens, at, options, env, self)
  }
}

/** Javadoc's own fonts are large, and the JDKs of some systems come without: those of the reader will do. */
function withoutFonts(javadoc) {
  for (const resources of ['', 'resources', 'resource-files']) {
    // JDK 23 has moved them
    const sheet = join(javadoc, resources, 'stylesheet.css')
    if (existsSync(sheet)) {
      writeFileSync(
        sheet,
        readFileSync(sheet, 'utf8').replace(/@import url\([^)]*dejavu\.css[^)]*\);/, '')
      )
    }
    rmSync(join(javadoc, resources, 'fonts'), { recursive: true, force: true })
  }
}

export default defineConfig({
  base,
  lang: 'en-GB',
  title: 'knock4j',
  titleTemplate: ':title · knock4j',
  description: 'Port knocking as a library for the JVM',
  srcExclude: ['README.md', 'api/**'],
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}logo.svg` }],
    ['meta', { name: 'theme-color', content: '#0f766e' }]
  ],
  vite: {
    build: { assetsInlineLimit: 0 },
    server: { fs: { allow: ['..'] } }
  },
  markdown: {
    theme: { light: 'github-light', dark: 'github-dark' },
    codeTransformers: [withoutLicence],
    config: leadOutOfTheSite
  },
  themeConfig: {
    logo: '/logo.svg',
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repository }],
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Guide', link: '/doors', activeMatch: '/(doors|sources|actions|engine|testing)' },
      { text: 'Operations', link: '/operations' },
      { text: 'Benchmarks', link: '/benchmarks' },
      { text: 'API', link: '/api/index.html', target: '_self' }
    ],
    sidebar: [
      {
        text: 'Begin',
        items: [
          { text: 'Start in five minutes', link: '/start' },
          { text: 'Architecture', link: '/architecture' }
        ]
      },
      {
        text: 'Guide',
        items: [
          { text: 'Doors', link: '/doors' },
          { text: 'Sources', link: '/sources' },
          { text: 'Actions and firewalls', link: '/actions' },
          { text: 'Embedding the engine', link: '/engine' },
          { text: 'Testing your sequences', link: '/testing' }
        ]
      },
      {
        text: 'Moving in',
        items: [
          { text: 'From knockd', link: '/moving-from-knockd' },
          { text: 'From pktables', link: '/moving-from-pktables' },
          { text: 'OpenWrt', link: '/openwrt' }
        ]
      },
      {
        text: 'Running it',
        items: [
          { text: 'Operations checklist', link: '/operations' },
          { text: 'Counters', link: '/counters' },
          { text: 'Limits and threats', link: '/limits' }
        ]
      },
      {
        text: 'Measured',
        items: [
          { text: 'Benchmarks', link: '/benchmarks' },
          { text: 'Beside knockd', link: '/comparison' },
          { text: 'What a packet costs', link: '/engine-benchmarks' }
        ]
      },
      {
        text: 'Reference',
        items: [
          { text: 'API (Javadoc)', link: '/api/index.html', target: '_self' },
          { text: 'Changes', link: '/changes' }
        ]
      }
    ],
    editLink: { pattern: `${repository}/edit/main/site/:path`, text: 'Edit this page' },
    footer: { message: 'Apache-2.0', copyright: 'The knock4j authors' }
  },

  /** What pages link to besides pages: measured data, and Javadoc where it has been made. */
  buildEnd({ root, outDir }) {
    cpSync(join(root, 'data'), join(outDir, 'data'), { recursive: true })
    const javadoc = join(root, 'api/target/reports/apidocs')
    if (existsSync(javadoc)) {
      cpSync(javadoc, join(outDir, 'api'), { recursive: true })
      withoutFonts(join(outDir, 'api'))
    } else {
      console.warn('no Javadoc, so nothing under /api: call .ci/site')
    }
  }
})
